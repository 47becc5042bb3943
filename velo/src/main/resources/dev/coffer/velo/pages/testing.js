// Runs functions without leaving the page, and again when files are saved. All else, and running
// once, works without this file.

const LOOK_EVERY = 1_000;
const TOAST_LASTS = 8_000;
// What a run changes; the rest of the page stays as it is, and so does what is being typed.
const PARTS = ['tree', 'head', 'fault-parameters', 'outcome', 'source'];

const byId = (id) => document.getElementById(id);
const one = (selector) => document.querySelector(selector);

let running = false;
let generation = one('[data-generation]')?.dataset.generation;

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

// The scroll position of what scrolls by itself outlives its replacement.
function replace(part, next) {
  const old = byId(part);
  const fresh = next.getElementById(part);
  if (!fresh || old.outerHTML === fresh.outerHTML) {
    return;
  }
  const focused = old.contains(document.activeElement) && document.activeElement.id;
  const scrolled = old.querySelector('#lines, .tree')?.scrollTop;
  old.replaceWith(fresh);
  const scrolling = fresh.querySelector('#lines, .tree');
  if (scrolling) {
    scrolling.scrollTop = scrolled;
  }
  if (focused) {
    byId(focused)?.focus({ preventScroll: true });
  }
}

function show(next, sent, isReset) {
  PARTS.forEach((part) => replace(part, next));
  generation = next.querySelector('[data-generation]').dataset.generation;
  const field = byId('parameters');
  const fresh = next.getElementById('parameters');
  field.ariaInvalid = fresh.ariaInvalid;
  if (isReset || field.value === sent) {
    field.value = fresh.value;
  }
  if (field.ariaInvalid) {
    field.focus();
  } else if (!isReset) {
    byId('outcome').scrollIntoView({ block: 'nearest' });
    announce(byId('outcome').dataset.announce);
  }
}

async function send(form, button) {
  if (running) {
    return;
  }
  running = true;
  const isReset = button?.id === 'reset';
  const sent = byId('parameters').value;
  byId('progress').classList.add('htmx-request');
  byId('outcome').ariaBusy = 'true';
  try {
    const response = await fetch(isReset ? button.formAction : form.action, {
      method: 'POST',
      body: new URLSearchParams(new FormData(form)),
    });
    const next = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (next.getElementById('run')) {
      show(next, sent, isReset);
    } else if (response.redirected) {
      location.assign(response.url);
    } else {
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

async function look() {
  if (running || document.hidden || !byId('again')?.checked) {
    return;
  }
  try {
    const response = await fetch('/_functional-testing/generation', { redirect: 'manual' });
    if (!response.ok) {
      byId('again').checked = false;
      tell('You are logged out, so nothing is run on save.');
      return;
    }
    const now = String((await response.json()).generation);
    if (now !== generation) {
      generation = now;
      await send(byId('run'));
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

document.addEventListener('keydown', (event) => {
  if (event.target.id === 'parameters' && event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    byId('run').requestSubmit(byId('go'));
  }
});

const start = one('.line.wrong, .line.chosen');
if (start && !location.hash) {
  byId('lines').scrollTop = start.offsetTop - byId('lines').offsetTop - 64;
}
if (one('[aria-invalid="true"]')) {
  byId('parameters').focus();
}
setInterval(look, LOOK_EVERY);
