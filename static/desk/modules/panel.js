/* The side panel: publishing checks while editing, word count. Each check links to its field. The server has the last word;
 * these run the same few rules early, so that nobody learns of them at the last step. */
const list = document.getElementById('checks');
const $ = id => document.getElementById(id);
const words = html => { const d = new DOMParser().parseFromString(html, 'text/html'); for (const n of d.querySelectorAll('foot-note')) n.remove(); for (const b of d.querySelectorAll('p, li, h2, h3, blockquote')) b.append(' '); return (d.body.textContent.match(/[\p{L}\p{N}][\p{L}\p{N}’'-]*/gu) ?? []).length; };
const picked = id => [...($(id)?.selectedOptions ?? [])].filter(o => o.value).length;
const turns = () => [...document.querySelectorAll('#turns-group .inline-related:not(.empty-form, .is-deleted)')];
const chosen = () => [...document.querySelectorAll('#contributions-group .inline-related:not(.empty-form) [name$="-expert"]')].some(s => s.value && !s.closest('.inline-related').querySelector('[name$="-DELETE"]')?.checked);
const said = t => words(t.querySelector('.field-html textarea').value) > 0;
const has = kind => turns().some(t => t.dataset.kind === kind && said(t));
const speakers = t => t.querySelector('select[multiple]').selectedOptions.length;
const change = () => document.querySelector('[name="change_kind"]:checked')?.value ?? '';
const interview = () => $('turns-group');
/* [field, does it apply, is it well, words if not, words if well, does it block] */
const RULES = [
  ['id_title', () => true, () => $('id_title').value.trim(), 'Give it a title', 'Title', true],
  ['id_title', () => $('id_title').value.length > 90, () => false, 'Title is long: search engines cut it after about 65 letters', '', false],
  ['id_summary', () => true, () => $('id_summary').value.trim(), 'Write the summary', 'Summary', true],
  ['id_body', () => !interview(), () => words($('id_body').value), 'The text is empty', 'Text', true],
  ['turns-group', interview, () => has('question') && has('answer'), 'An interview needs a question and an answer', 'Question and answer', true],
  ['turns-group', () => interview() && has('answer'), () => !turns().some(t => t.dataset.kind === 'answer' && said(t) && !speakers(t)), 'An answer has no speaker', 'Every answer has a speaker', true],
  ['contributions-group', () => true, () => chosen() || turns().some(t => t.dataset.kind === 'answer' && speakers(t)), 'Say whose work it is', 'Byline', true],
  ['id_topics', () => $('id_topics'), () => picked('id_topics'), 'Choose a topic', 'Topic', true],
  ['id_change_kind', () => $('id_change_kind'), change, 'Say what kind of change this is', 'Kind of change', true],
  ['id_change_note', () => $('id_change_note') && !['', 'minor'].includes(change()), () => $('id_change_note').value.trim(), 'Say what changed', 'Change note', true],
  ['id_lead_photo', () => true, () => picked('id_lead_photo'), 'No photo: lists will show it without one', 'Photo', false],
];
/* What the server found in the words as last saved, and no script can see: links, placeholders, rights. */
const SAVED = JSON.parse($('findings')?.textContent ?? '[]').map(f => ({ id: f.field, state: f.blocks ? 'blocks' : 'warns', bad: f.words, good: '', saved: true, address: f.address }));
const WORDS = { fix: n => `${n} ${n > 1 ? 'things' : 'thing'} to fix first` };
const target = id => $(id)?.querySelector('.between button, .add-row a, input[type="radio"]') ?? $(id)?.closest('.prose-editor')?.querySelector('.ProseMirror[contenteditable]') ?? $(id)?.nextElementSibling?.querySelector?.('.select2-selection, .select2-search__field') ?? $(id);
const count = () => {
  const n = [...document.querySelectorAll('#id_body, #turns-group .inline-related:not(.empty-form, .is-deleted) .field-html textarea')].reduce((s, t) => s + words(t.value), 0);
  document.querySelector('[data-words]').textContent = n.toLocaleString('en-GB'); document.querySelector('[data-minutes]').textContent = Math.max(1, Math.round(n / 230));
};
const run = () => {
  if (!list) return;
  count();
  const rows = RULES.filter(([, when]) => when()).map(([id, , ok, bad, good, blocks]) => ({ id, state: ok() ? 'passes' : blocks ? 'blocks' : 'warns', bad, good }));
  rows.push(...SAVED);
  const key = JSON.stringify(rows); if (list.dataset.key === key) return; list.dataset.key = key;
  const rank = { blocks: 0, warns: 1, passes: 2 };
  const passed = rows.filter(r => r.state === 'passes').map(r => r.good).join(', ');
  list.replaceChildren(...rows.filter(r => r.state !== 'passes').sort((a, b) => rank[a.state] - rank[b.state]).map(r => {
    const li = document.createElement('li'), a = document.createElement('a'); li.className = r.state; a.href = '#' + r.id; a.textContent = r.bad;
    if (r.address) { a.href = r.address; a.target = '_blank'; } /* what is written here stays */
    else a.addEventListener('click', e => { e.preventDefault(); target(r.id)?.focus(); target(r.id)?.scrollIntoView({ block: 'center' }); }); li.append(a); return li;
  }));
  if (passed) { const li = document.createElement('li'), s = document.createElement('span'); li.className = 'passes'; s.textContent = passed; li.append(s); list.append(li); }
  const blocked = rows.filter(r => r.state === 'blocks' && !r.saved).length, next = document.querySelector('[data-next]');
  if (next) { next.setAttribute('aria-disabled', blocked > 0); next.title = blocked ? WORDS.fix(blocked) : ''; }
};
let t; const soon = () => { clearTimeout(t); t = setTimeout(run, 300); };
for (const e of ['input', 'change', 'keyup', 'click']) document.addEventListener(e, soon);
if (window.django?.jQuery) django.jQuery(document).on('select2:select select2:unselect', soon);
addEventListener('load', () => setTimeout(run, 300));
document.querySelector('[data-next]')?.addEventListener('click', e => { if (e.currentTarget.getAttribute('aria-disabled') === 'true') { e.preventDefault(); list.querySelector('a')?.click(); } });
