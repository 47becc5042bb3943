-- Load for wrk: wrk -s load.lua URL -- read|create|call KEYS SECRETS_PER_SITE SEED
--
-- KEYS is a file with the API key of each site, one a line. `read` gets secrets by names that are
-- uniformly random over all sites and their first SECRETS_PER_SITE secrets; `create` creates
-- secrets under names that no other SEED makes; `call` calls the web method of the benchmark's Velo site.
-- The last line says what came of it.

local keys = {}
local secrets_per_site, seed
local created = 0

local function head(line, key, more)
  return line .. " HTTP/1.1\r\nHost: localhost\r\nAuthorization: " .. key .. "\r\n" .. more .. "\r\n"
end

local function read()
  local key = keys[math.random(#keys)]
  local name = string.format("secret-%06d", math.random(0, secrets_per_site - 1))
  return head("GET /api/v1/secrets/name/" .. name, key, "")
end

local function create()
  created = created + 1
  local key = keys[created % #keys + 1]
  local body = string.format(
    '{"secret":{"name":"new-%s-%d","value":"%s","description":"made for a benchmark"}}',
    seed, created, string.rep("v", 40))
  return head("POST /api/v1/secrets", key,
    "Content-Type: application/json\r\nContent-Length: " .. #body .. "\r\n") .. body
end

local function call()
  return "POST /_api/wix-code-public-dispatcher-ng/siteview/_webMethods/backend/read.web.js/length.ajax"
    .. " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]"
end

local operations = { read = read, create = create, call = call }

function init(arguments)
  for key in io.lines(arguments[2]) do
    keys[#keys + 1] = key
  end
  secrets_per_site = tonumber(arguments[3])
  seed = arguments[4]
  math.randomseed(tonumber(seed))
  request = operations[arguments[1]]
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format("requests=%d microseconds=%d p50=%d p99=%d refused=%d broken=%d",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
