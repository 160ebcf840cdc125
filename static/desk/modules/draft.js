/* A local copy of the form until the server has confirmed. A crash, an expired sign-in or a lost line then loses nothing.
 * Kept by person, address and page: each tab and each visit has a copy of its own. Every page sends its token with its form; the
 * server names the token of what it has stored, and that copy alone is thrown away. At sign-out all of them are. */
const WORDS = {
  kept: when => `This browser kept words from ${when} that the server has not confirmed.`,
  newer: 'The draft was saved elsewhere since: what you bring back is merged with it when you save.',
  yes: 'Bring them back', no: 'Throw them away',
};
const desk = document.querySelector('meta[name="desk"]')?.dataset;
const form = document.querySelector('.change-form #content-main form[method="post"]');
const PREFIX = 'desk:copy:', KEY = `${PREFIX}${desk?.person}:${location.pathname}`;
const OWN = new Set(['csrfmiddlewaretoken', 'seen', '_copy', 'moment']);
const store = { get: k => { try { return JSON.parse(localStorage.getItem(k)); } catch { return null; } }, set: (k, v) => { try { localStorage.setItem(k, JSON.stringify(v)); return true; } catch { return false; } } };
const copies = () => Object.keys(localStorage).filter(k => k.startsWith(PREFIX));
for (const k of copies()) if (desk?.saved && store.get(k)?.token === desk.saved) localStorage.removeItem(k);
/* Signing out hides the page, which would copy it once more; and other tabs may hold words too: none writes after it. */
const SENT = 'desk:sent';
const OUT = 'desk:signed-out', opened = Date.now();
let leaving = false;
const signedOut = () => leaving || +(localStorage.getItem(OUT) ?? 0) > opened;
document.getElementById('logout-form')?.addEventListener('submit', () => {
  leaving = true; localStorage.setItem(OUT, Date.now()); for (const k of copies()) localStorage.removeItem(k);
});

if (form && desk) {
  const dirty = () => form.dirty?.() ?? false;
  const token = [...crypto.getRandomValues(new Uint8Array(16))].map(n => n.toString(16).padStart(2, '0')).join('');
  const sent = Object.assign(document.createElement('input'), { type: 'hidden', name: '_copy', value: token }); form.append(sent);
  const version = () => form.elements.seen?.value ?? '';
  const fields = () => { const out = {}; for (const [k, v] of new FormData(form)) if (!OWN.has(k) && typeof v === 'string') (out[k] ??= []).push(v); return out; };
  /* Choices made in a search box exist only in this page: keep their words too. */
  const labels = () => Object.fromEntries([...form.querySelectorAll('select option:checked')].filter(o => o.value).map(o => [`${o.parentNode.name}=${o.value}`, o.textContent]));
  const SLOT = `${KEY}#${token}`;
  const copyNow = () => !signedOut() && store.set(SLOT, { at: Date.now(), token, version: version(), fields: fields(), labels: labels() });
  let t; const keep = () => { if (leaving) { leaving = false; localStorage.removeItem(OUT); } clearTimeout(t); t = setTimeout(() => { if (dirty()) copyNow(); }, 800); };
  for (const e of ['input', 'change', 'keyup']) document.addEventListener(e, keep);
  document.addEventListener('visibilitychange', () => { if (document.hidden && dirty()) copyNow(); });
  form.addEventListener('submit', () => { if (dirty()) copyNow(); sessionStorage.setItem(SENT, SLOT); });
  /* Sent back with faults: this page has the words that were sent, so their copy is now this page's. */
  const sentBefore = sessionStorage.getItem(SENT); sessionStorage.removeItem(SENT);
  if (document.querySelector('.errornote') && sentBefore?.startsWith(`${KEY}#`) && store.get(sentBefore)) { store.set(SLOT, { ...store.get(sentBefore), token }); localStorage.removeItem(sentBefore); }

  const isOfAnother = copy => Object.entries(copy.fields).some(([k, [v]]) => k.endsWith('-edition') && v && form.elements[k]?.value && form.elements[k].value !== v);
  const put = copy => {
    for (const [k, want] of Object.entries(copy.fields)) if (k.endsWith('-TOTAL_FORMS')) {   /* rows added before the crash */
      const add = document.querySelector(`#${k.slice(0, -12)}-group .add-row a`);
      for (let n = +form.elements[k]?.value; add && n < +want[0]; n++) add.click();
    }
    /* Rows of another draft: the words are brought over, the rows stay the new one's. */
    const moved = isOfAnother(copy);
    requestAnimationFrame(() => requestAnimationFrame(() => {
      /* What was empty or unticked is not among what a form sends. */
      for (const el of form.querySelectorAll('select[multiple], input[type="checkbox"]')) {
        const [, group, n] = el.name.match(/^(.+)-(\d+)-/) ?? [];
        if (el.name in copy.fields || el.name.includes('__prefix__') || (group && +n >= +(copy.fields[`${group}-TOTAL_FORMS`]?.[0] ?? 0))) continue;
        if (el.type === 'checkbox') el.checked = false; else for (const o of el.options) o.selected = false;
        window.django?.jQuery?.(el).trigger('change.select2');
      }
      /* Positions last and silently: a change event would number the rows anew before they are in order. */
      const last = k => k.endsWith('-position');
      for (const [k, want] of Object.entries(copy.fields).sort(([a], [b]) => last(a) - last(b))) {
        if (/-(TOTAL|INITIAL)_FORMS$/.test(k) || (moved && /-(id|edition|key)$/.test(k))) continue;
        for (const el of form.querySelectorAll(`[name="${CSS.escape(k)}"]`)) {
          if (el.type === 'checkbox' || el.type === 'radio') el.checked = want.includes(el.value);
          else if (el.type === 'file') continue;
          else if (el.tagName === 'SELECT') {
            for (const v of want) if (v && ![...el.options].some(o => o.value === v)) el.append(new Option(copy.labels?.[`${k}=${v}`] ?? v, v));
            for (const v of want) { const o = [...el.options].find(o => o.value === v); if (o && el.multiple) el.append(o); }
            for (const o of el.options) o.selected = want.includes(o.value);
            window.django?.jQuery?.(el).trigger('change.select2');
          } else el.value = want[0];
          el.closest('.prose-editor')?.querySelector('.ProseMirror[contenteditable]')?.editor?.commands.setContent(want[0]);
          if (!last(k)) el.dispatchEvent(new Event('change', { bubbles: true }));
        }
      }
      document.dispatchEvent(new Event('desk:restored'));
    }));
  };
  const left = () => Object.keys(localStorage).filter(k => (k === KEY || k.startsWith(`${KEY}#`)) && k !== SLOT).map(k => [k, store.get(k)])
    .filter(([, c]) => c?.fields).sort(([, a], [, b]) => b.at - a.at);
  addEventListener('load', () => setTimeout(() => {
    if (document.querySelector('.errornote')) return;
    const now = JSON.stringify(fields());
    const [key, copy] = left().find(([, c]) => JSON.stringify(c.fields) !== now) ?? [];
    if (!copy) return;
    const bar = document.createElement('div'); bar.className = 'local-copy'; bar.setAttribute('role', 'status');
    const p = document.createElement('p'), yes = document.createElement('button'), no = document.createElement('button');
    p.textContent = WORDS.kept(new Date(copy.at).toLocaleString(document.documentElement.lang, { dateStyle: 'long', timeStyle: 'short' }));
    if (copy.version !== version()) p.textContent += ` ${WORDS.newer}`;
    yes.type = no.type = 'button'; yes.textContent = WORDS.yes; no.textContent = WORDS.no; no.className = 'quiet';
    yes.addEventListener('click', () => {
      const moved = isOfAnother(copy);
      if (store.set(SLOT, { ...copy, token })) localStorage.removeItem(key);
      put(copy); bar.remove();
      if (copy.version && form.elements.seen && !moved) form.elements.seen.value = copy.version; /* the save that these words began with */
      form.querySelector('textarea, input:not([type=hidden])').focus(); });
    no.addEventListener('click', () => { localStorage.removeItem(key); bar.remove(); });
    bar.append(p, yes, no); form.before(bar);
  }, 700));
}
