/* The lead photo's words in this piece belong to the photo they were written for. With another photo chosen they are taken out,
 * and come back with the first one; or they are kept, when they say what is seen on the new one too. */
import { watch } from 'desk/photos';

const $ = id => document.getElementById(id);
const select = $('id_lead_photo'), about = $('id_words_about'), fields = [$('id_lead_alt'), $('id_lead_caption')];
const WORDS = { out: 'The words about the former photo are taken out.', keep: 'Keep them for this photo' };
if (select && about && fields.every(Boolean)) {
  const written = new Map();   /* by photo: what this piece says of it */
  const read = () => fields.map(f => f.value);
  const put = words => fields.forEach((f, n) => { f.value = words[n]; f.dispatchEvent(new Event('input', { bubbles: true })); });
  let unwatch = () => {};
  const own = () => {
    unwatch(); unwatch = () => {};
    for (const f of fields) f.placeholder = '';
    if (select.value) unwatch = watch(select.value, photo => { [fields[0].placeholder, fields[1].placeholder] = photo ? [photo.own.alt, photo.own.caption] : ['', '']; });
  };
  const note = document.createElement('p'), said = document.createElement('span'), keep = document.createElement('button');
  note.className = 'words-out'; note.setAttribute('role', 'status'); keep.type = 'button'; keep.className = 'quiet'; keep.textContent = WORDS.keep;
  fields[0].closest('.form-row').before(note);
  const tell = words => { said.textContent = words ? WORDS.out : ''; note.replaceChildren(...(words ? [said, ...(select.value ? [keep] : [])] : [])); };
  let out = ['', ''];
  const changed = () => {
    if (select.value === about.value) return;
    const before = read();
    written.set(about.value, before);
    about.value = select.value;
    const back = written.get(select.value) ?? ['', ''];
    put(back);
    out = before;
    tell(before.some(Boolean) && !back.some(Boolean));
    own();
  };
  keep.addEventListener('click', () => { put(out); tell(false); fields[0].focus(); });
  window.django?.jQuery?.(select).on('change', changed);
  for (const f of fields) f.addEventListener('input', () => { if (f.value) tell(false); });
  document.addEventListener('desk:restored', () => { tell(false); own(); });
  if (select.value !== about.value) own();   /* sent back with faults: the words are about what `about` says */
}
