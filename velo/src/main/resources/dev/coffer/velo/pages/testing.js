// Runs functions without leaving the page, follows files that are saved, and runs again when they
// are. All else, and running once, works without this file.

const LOOK_EVERY = 1_000;
const TOAST_LASTS = 8_000;
// Whoever is away is logged out in time, so the page asks no more; running on save goes on.
const AWAY_AFTER = 10 * 60_000;
// What a run or a save changes; the rest of the page stays as it is, and so does what is typed.
const PARTS = ['tree', 'head', 'choice', 'fault-parameters', 'outcome', 'source'];

const byId = (id) => document.getElementById(id);
const one = (selector) => document.querySelector(selector);

let running = false;
let generation = one('[data-generation]').dataset.generation;
let lastUsed = Date.now();
// Which page the source beside is of.
let shown = location.search;

function announce(text) {
  byId('announcer').textContent = '';
  setTimeout(() => { byId('announcer').textContent = text; }, 100);
}

function tell(text) {
  const toast = document.createElement('div');
  toast.className = 'toast';
  toast.textContent = text;
  byId('toasts').replaceChildren(toast);
  setTimeout(() => toast.remove(), TOAST_LASTS);
  announce(text);
}

// What scrolls or is unfolded by hand stays as it is when its part of the page is replaced.
function replace(part, next) {
  const old = byId(part);
  const fresh = next.getElementById(part);
  if (!old || !fresh || old.outerHTML === fresh.outerHTML) {
    return;
  }
  const scrolling = '#lines, .tree';
  const focused = old.contains(document.activeElement) && document.activeElement.id;
  const scrolled = old.querySelector(scrolling)?.scrollTop ?? 0;
  const open = old.querySelector('details')?.open;
  old.replaceWith(fresh);
  fresh.querySelector(scrolling)?.scrollTo(0, scrolled);
  if (open) {
    fresh.querySelector('details').open = true;
  }
  if (focused) {
    byId(focused)?.focus({ preventScroll: true });
  }
}

// The field takes what the server has for it only if nobody has typed since.
function show(next, known) {
  PARTS.forEach((part) => replace(part, next));
  shown = location.search;
  generation = next.querySelector('[data-generation]').dataset.generation;
  const field = byId('parameters');
  const fresh = next.getElementById('parameters');
  if (field && fresh) {
    field.ariaInvalid = fresh.ariaInvalid;
    byId('hint-parameters').replaceWith(next.getElementById('hint-parameters'));
    if (field.value === known) {
      field.value = fresh.value;
    }
    field.defaultValue = fresh.defaultValue;
  }
}

function parsed(text) {
  return new DOMParser().parseFromString(text, 'text/html');
}

// The page as it is now; undefined if it is shown to this visitor no more.
async function current() {
  const response = await fetch(location.pathname + location.search);
  const next = parsed(await response.text());
  return next.querySelector('[data-generation]') ? next : undefined;
}

function isLoggedOut(it) {
  const note = byId('logged-out');
  if (note && note.hidden === it) {
    note.hidden = !it;
  }
}

// After a log-in elsewhere, forms need the token of that one.
async function renewed() {
  const next = await current();
  const token = next?.querySelector('[name="form-token"]').value;
  if (!token || token === one('[name="form-token"]').value) {
    return false;
  }
  document.querySelectorAll('[name="form-token"]').forEach((field) => { field.value = token; });
  return true;
}

function post(address, form) {
  return fetch(address, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
}

async function send(form, button) {
  if (running) {
    return;
  }
  running = true;
  const isReset = button?.id === 'reset';
  const address = isReset ? button.formAction : form.action;
  const sent = byId('parameters').value;
  byId('progress').classList.add('htmx-request');
  byId('outcome').ariaBusy = 'true';
  try {
    let response = await post(address, form);
    if ((response.status === 401 || response.status === 403) && (await renewed())) {
      response = await post(address, form);
    }
    const next = parsed(await response.text());
    isLoggedOut(response.status === 401);
    if (next.getElementById('run')) {
      show(next, isReset ? byId('parameters').value : sent);
      finish(isReset);
    } else if (response.status !== 401) {
      byId('again').checked = false;
      tell(next.querySelector('main p')?.textContent ?? 'The server could not do this.');
    }
  } catch {
    tell('The server does not answer. Look whether it runs, and try again.');
  } finally {
    running = false;
    byId('progress').classList.remove('htmx-request');
    byId('outcome').ariaBusy = null;
  }
}

// A stack may lead to other files; what was typed and what came of it stay beside them.
async function showSource(place) {
  const response = await fetch(place.pathname + place.search);
  const next = parsed(await response.text());
  if (!next.getElementById('lines')) {
    throw new Error('there is no source');
  }
  replace('source', next);
  shown = place.search;
  history.replaceState(null, '', location.search);
  location.hash = place.hash;
}

function finish(isReset) {
  if (byId('parameters').ariaInvalid) {
    byId('parameters').focus();
  } else if (!isReset) {
    byId('outcome').scrollIntoView({ block: 'nearest' });
    announce(byId('outcome').dataset.announce);
  }
}

async function look() {
  const again = byId('again')?.checked;
  if (running || document.hidden || (!again && Date.now() - lastUsed > AWAY_AFTER)) {
    return;
  }
  try {
    const response = await fetch('/_functional-testing/generation', { redirect: 'manual' });
    isLoggedOut(response.type === 'opaqueredirect');
    if (!response.ok) {
      return;
    }
    const now = String((await response.json()).generation);
    if (now === generation || running) {
      return;
    }
    lastUsed = Date.now();
    if (again) {
      generation = now;
      await send(byId('run'));
    } else {
      const next = await current();
      if (next && !running) {
        show(next, byId('parameters')?.defaultValue);
      }
    }
  } catch {
    // The server may be starting anew; the next look tells.
  }
}

document.addEventListener('submit', (event) => {
  if (event.target.id === 'run') {
    event.preventDefault();
    send(event.target, event.submitter);
  }
});

document.addEventListener('click', (event) => {
  const place = event.target.closest('.bench .place[href]');
  const opensElsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
  if (place && byId('run') && place.search !== shown && !opensElsewhere) {
    event.preventDefault();
    showSource(place).catch(() => location.assign(place.href));
  }
});

document.addEventListener('keydown', (event) => {
  if (event.target.id === 'parameters' && event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    byId('run').requestSubmit(byId('go'));
  }
});

for (const sign of ['focus', 'keydown', 'pointermove']) {
  addEventListener(sign, () => { lastUsed = Date.now(); });
}

// What was chosen is in sight, also where a part of the page scrolls by itself.
function bring(it, within) {
  if (it && within) {
    within.scrollTop += it.getBoundingClientRect().top - within.getBoundingClientRect().top - 64;
  }
}

bring(one('.tree [aria-current]'), one('.tree'));
if (!location.hash) {
  bring(one('.line.wrong, .line.chosen'), byId('lines'));
}
if (one('[aria-invalid="true"]')) {
  byId('parameters').focus();
}
setInterval(look, LOOK_EVERY);
