// What pages do beside links and forms, which work without this file.

const HIDE_VALUE_AFTER = 30_000;
const CLEAR_CLIPBOARD_AFTER = 30_000;
const TOAST_LASTS = 8_000;
const byId = (id) => document.getElementById(id);
const one = (selector) => document.querySelector(selector);
const all = (selector) => document.querySelectorAll(selector);

// Toasts, and the same for screen readers

function announce(text) {
  setTimeout(() => { byId('announcer').textContent = text; }, 100);
}

function dismissible(toast) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = '×';
  button.ariaLabel = 'Dismiss';
  button.addEventListener('click', () => toast.remove());
  toast.append(button);
  const end = () => {
    if (toast.matches(':hover, :focus-within')) {
      setTimeout(end, TOAST_LASTS);
    } else {
      toast.remove();
    }
  };
  setTimeout(end, TOAST_LASTS);
}

function tell(text) {
  const toast = document.createElement('div');
  toast.className = 'toast';
  toast.textContent = text;
  byId('toasts').replaceChildren(toast);
  dismissible(toast);
  announce(text);
}

// A retrieved value: hidden again after a while, or when nobody looks

let hiding;

function hideValue() {
  clearTimeout(hiding);
  const shown = one('[data-revealed]');
  if (!shown) {
    return;
  }
  const hadFocus = shown.contains(document.activeElement);
  shown.querySelector('textarea').value = '';
  shown.nextElementSibling.hidden = false;
  shown.remove();
  if (hadFocus) {
    byId('retrieve').focus();
  }
  announce('The value is hidden.');
}

function watchValue() {
  clearTimeout(hiding);
  const shown = one('[data-revealed]');
  if (shown) {
    hiding = setTimeout(hideValue, HIDE_VALUE_AFTER);
    shown.querySelector('textarea').focus();
  }
}

addEventListener('blur', hideValue);
addEventListener('pagehide', hideValue);
document.addEventListener('visibilitychange', () => document.hidden && hideValue());

// Copying

let clearing;

async function put(text, source) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without TLS there is no such clipboard, but what is selected can be copied.
    if (source.select) {
      source.select();
    } else {
      getSelection().selectAllChildren(source);
    }
    return document.execCommand('copy');
  }
}

async function copy(button) {
  const source = byId(button.dataset.copy);
  const text = source.value ?? source.textContent.trimEnd();
  if (!(await put(text, source))) {
    tell('The browser does not let this page copy. It is selected: copy it by keyboard.');
  } else if (!('clear' in button.dataset)) {
    tell('Copied.');
  } else {
    tell('Copied. The clipboard is cleared in 30 seconds, if this tab is still in front then.');
    clearing = setTimeout(clearClipboard, CLEAR_CLIPBOARD_AFTER);
  }
}

async function clearClipboard() {
  try {
    await navigator.clipboard.writeText('');
    tell('The clipboard was cleared.');
  } catch {
    tell('The clipboard could not be cleared. It may still hold the value.');
  }
}

// Whatever is copied next is not ours to clear.
for (const event of ['copy', 'cut']) {
  document.addEventListener(event, () => clearTimeout(clearing));
}

// Rules, told while one types; the server checks them all again

const length = (text) => [...text].length;
const rules = {
  name(field) {
    byId('hash').hidden = !field.value.includes('#');
    return [
      length(field.value) > 50 && 'This field must have at most 50 characters.',
      /[^\w+=@#$-]/.test(field.value)
        && 'This field may only have the characters A-Z a-z 0-9 _ + = - @ # $.',
      /^wix/i.test(field.value) && 'This field must not begin with wix.',
    ];
  },
  value(field) {
    const bytes = new TextEncoder().encode(field.value).length;
    const most = Number(field.dataset.bytes);
    return [bytes > most && `This field must have at most ${most} bytes in UTF-8; it has ${bytes}.`];
  },
  description: (field) =>
    [length(field.value) > 200 && 'This field must have at most 200 characters.'],
  site: (field) => [
    field.value !== '' && !/^[a-z0-9][a-z0-9-]{0,49}$/.test(field.value)
      && 'This field must have 1 to 50 characters of a-z 0-9 -, the first not -.',
  ],
  password(field) {
    showStrength(field);
    return [];
  },
};

function check(field) {
  const faults = rules[field.dataset.rule](field).filter(Boolean);
  const slot = byId(`fault-${field.name}`);
  if (slot.textContent.trim() === faults.join('')) {
    return;
  }
  slot.replaceChildren(...faults.map((fault) => {
    const line = document.createElement('p');
    line.textContent = fault;
    return line;
  }));
  field.ariaInvalid = faults.length > 0 ? 'true' : null;
}

// A rough estimate of how many guesses a password takes, in bits: characters that continue a
// word, a row or a run tell little, and well-known words nothing.
function bits(password, email) {
  const known = ['password', 'qwerty', 'letmein', 'welcome', 'iloveyou', 'secret', 'admin'];
  let rest = password.toLowerCase();
  for (const word of [...known, email.split('@')[0].toLowerCase()]) {
    rest = rest.replaceAll(word, word.slice(0, 1));
  }
  const kind = (c) => (/\p{L}/u.test(c) ? 'letter' : /\d/.test(c) ? 'digit' : 'other');
  let sum = 0;
  [...rest].forEach((c, i, every) => {
    const step = i && Math.abs(c.codePointAt(0) - every[i - 1].codePointAt(0));
    const goesOn = i && kind(c) === kind(every[i - 1]);
    sum += i && step < 2 ? 0.5 : !goesOn ? 4.5 : kind(c) === 'letter' ? 1.8 : 3;
  });
  const capitals = password.slice(1).match(/\p{Lu}/gu) ?? [];
  return Math.min(sum + capitals.length, 4 * new Set(rest).size);
}

function showStrength(field) {
  const box = field.parentElement.querySelector('.strength');
  const guess = bits(field.value, byId('field-email')?.value ?? '');
  const grade = length(field.value) < 12 || guess < 36 ? 1 : guess < 48 ? 2 : guess < 60 ? 3 : 4;
  const words = ['Weak', 'Fair', 'Good', 'Strong'];
  const missing = 12 - length(field.value);
  const text = missing > 0 ? `${missing} more needed` : `${words[grade - 1]}, roughly estimated`;
  box.querySelector('meter').value = field.value === '' ? 0 : grade;
  box.querySelector('span').textContent = field.value === '' ? '' : text;
}

function requireTyped(field) {
  field.form.querySelector('button').disabled = field.value !== field.dataset.must;
}

function previewIsStale() {
  const store = one('#preview button');
  if (store && !store.disabled) {
    store.disabled = true;
    tell('The lines have changed. Preview them again before storing.');
  }
}

document.addEventListener('input', ({ target }) => {
  if (target.dataset.rule) {
    check(target);
  }
  if (target.dataset.must) {
    requireTyped(target);
  }
  if (target.id === 'field-lines') {
    previewIsStale();
  }
});

// Menus: one open at a time, closed by Escape and by a click elsewhere

function closeMenus(except) {
  for (const menu of all('.menu[open]')) {
    if (menu !== except) {
      menu.open = false;
    }
  }
}

document.addEventListener('click', (event) => {
  closeMenus(event.target.closest('.menu'));
  const copying = event.target.closest('[data-copy]');
  if (copying) {
    copy(copying);
  }
  if (event.target.closest('[data-hide]')) {
    event.preventDefault();
    event.stopPropagation();
    hideValue();
  }
}, true);

document.addEventListener('keydown', (event) => {
  const menu = event.key === 'Escape' && one('.menu[open]');
  if (menu) {
    closeMenus();
    menu.querySelector('summary').focus();
  }
});

// A page that came, whole or in part

function arrived() {
  all('[data-must]').forEach(requireTyped);
  all('.toast:not(:has(button))').forEach(dismissible);
  watchValue();
}

function focusOnPage() {
  const place = one('[aria-invalid="true"]')
    ?? one('[role="alert"]')
    ?? one('[data-focus]');
  place?.focus();
  return Boolean(place);
}

arrived();
focusOnPage();

// Without HTTPS, cookies reach whatever else listens on this host, on any port. This key reaches
// pages of this port alone; the server binds a session to the one that came with its password.

const PAGE_KEY = 'coffer-page-key';

function pageKey(renew) {
  try {
    if (renew || !localStorage.getItem(PAGE_KEY)) {
      const bytes = Array.from(crypto.getRandomValues(new Uint8Array(32)));
      const text = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
      localStorage.setItem(PAGE_KEY, text);
    }
    return localStorage.getItem(PAGE_KEY);
  } catch {
    return null; // The browser keeps nothing for this page, so the password is asked for each time.
  }
}

document.addEventListener('htmx:configRequest', ({ detail }) => {
  if (location.protocol === 'http:' && detail.verb === 'post') {
    const key = pageKey(/\/dashboard\/(log-in|set-up|invitation)$/.test(detail.path));
    if (key) {
      detail.headers['Coffer-Page-Key'] = key;
    }
  }
});

// htmx: see https://htmx.org/events/

const isRedirected = ({ pathInfo }) => pathInfo.responsePath !== pathInfo.requestPath;
let kept = [];

document.addEventListener('htmx:beforeSwap', ({ detail }) => {
  const part = detail.target !== document.body && detail.target.id;
  if (part && detail.xhr.status === 429) {
    // What is there stays: a refusal in its place would end a search in the middle of a word.
    detail.shouldSwap = false;
    tell('The server is busy. Try again in a moment.');
  } else if (part && !detail.serverResponse.includes(`id="${part}"`)) {
    // Another page came than the one that has the part: a log-in, or a refusal.
    if (isRedirected(detail)) {
      detail.shouldSwap = false;
      location.assign(detail.xhr.responseURL);
    } else {
      detail.target = document.body;
      detail.selectOverride = 'unset';
      detail.swapOverride = 'innerHTML show:window:top';
    }
  }
  // The server does not send back what is secret, so a refused form keeps it here.
  kept = detail.requestConfig.verb === 'post' && !isRedirected(detail)
    ? Array.from(all('[data-keep]'), ({ id, value }) => ({ id, value }))
    : [];
});

document.addEventListener('htmx:beforeHistoryUpdate', ({ detail }) => {
  // Where a refused form was sent to is often no page to come back to.
  if (detail.xhr.status >= 400 && detail.requestConfig.verb === 'post') {
    detail.history.type = 'replace';
    detail.history.path = location.pathname + location.search;
  }
});

document.addEventListener('htmx:afterSettle', ({ detail }) => {
  for (const { id, value } of kept) {
    const field = byId(id);
    if (field?.value === '') {
      field.value = value;
    }
  }
  kept = [];
  arrived();
  if (detail.target === document.body) {
    if (!focusOnPage() && !document.activeElement.matches('[autofocus]')) {
      one('h1')?.focus({ preventScroll: true });
    }
    const told = one('.toast');
    if (told) {
      announce(told.firstChild.textContent);
    }
  } else {
    const count = one('[data-announce]');
    if (count && detail.target.id === 'secrets') {
      announce(count.textContent);
    }
  }
});

document.addEventListener('htmx:sendError', () => {
  tell('The server does not answer. Look whether it runs, and try again.');
});
