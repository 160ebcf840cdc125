/* Bringing a file or a text: drop a file anywhere on its box; a paste keeps its links, headings and lists, as the HTML that came
 * with it, for as long as the words in the box are the pasted ones. What is too large is said before it is sent. */
const WORDS = {
  large: name => `“${name}” is larger than 20 MB. Make the pictures in it smaller, or take some out.`,
  long: 'This text is longer than a form can send. Save it as a file, and bring that.',
  picked: name => `“${name}” is chosen.`,
  formatted: 'Pasted with its links, headings and lists. Change a word here, and only the words are kept.',
  plain: 'You changed it here, so only the words are kept.',
};
const LONGEST = 9 * 2 ** 20;   /* characters of both fields, a little under what the server takes */
const form = document.querySelector('.bring form'), file = form.elements.file, text = form.elements.text, html = form.elements.html;
const drop = form.querySelector('[data-drop]'), picked = form.querySelector('[data-picked]'), pasted = form.querySelector('[data-pasted]');
const tooLarge = () => file.files[0]?.size > +file.dataset.most;
const look = () => {
  const [chosen] = file.files;
  picked.textContent = chosen ? (tooLarge() ? WORDS.large : WORDS.picked)(chosen.name) : '';
  picked.classList.toggle('missing', tooLarge());
};
file.addEventListener('change', look);
drop.addEventListener('dragover', e => { e.preventDefault(); drop.classList.add('is-over'); });
for (const leave of ['dragleave', 'drop']) drop.addEventListener(leave, () => drop.classList.remove('is-over'));
drop.addEventListener('drop', e => {
  if (!e.dataTransfer.files.length) return;
  e.preventDefault(); file.files = e.dataTransfer.files; file.dispatchEvent(new Event('change', { bubbles: true }));
});

let whole = html.value ? text.value : null;   /* the words that the HTML says */
const show = () => { pasted.textContent = html.value ? WORDS.formatted : whole === null ? '' : WORDS.plain; };
text.addEventListener('paste', e => {
  const rich = e.clipboardData.getData('text/html'), words = e.clipboardData.getData('text/plain');
  const { selectionStart: from, selectionEnd: to, value } = text;
  const all = from === 0 && to === value.length, after = html.value && value === whole && from === value.length;
  if (!rich || !words || !(all || after)) return;   /* the box's own way: words alone */
  e.preventDefault();
  text.setRangeText(words, from, to, 'end');
  html.value = after ? html.value + rich : rich;
  whole = text.value; show();
  text.dispatchEvent(new Event('change', { bubbles: true }));
});
text.addEventListener('input', () => { if (whole !== null && text.value !== whole) { html.value = ''; show(); if (!text.value) whole = null; } });
document.addEventListener('desk:restored', () => { whole = html.value ? text.value : null; show(); });
show(); look();
/* Before leave.js notes that the form is on its way. */
document.addEventListener('submit', e => {
  if (e.target !== form) return;
  const words = tooLarge() ? WORDS.large(file.files[0].name) : text.value.length + html.value.length > LONGEST ? WORDS.long : '';
  if (!words) return;
  e.preventDefault(); e.stopImmediatePropagation();
  const [field, place] = tooLarge() ? [file, picked] : [text, pasted];
  place.textContent = words; place.classList.add('missing'); field.focus();
}, true);
