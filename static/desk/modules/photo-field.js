/* A field that names a photo: beside its search box the picture, how it stands with its rights, and the library's chooser. */
import { choosePhoto, pageLink } from 'desk/choose-photo';
import { lacking, standing, watch } from 'desk/photos';

const WORDS = { choose: 'Choose from the library', gone: 'This photo is no longer in the library.' };
const el = (tag, props = {}, ...kids) => { const n = Object.assign(document.createElement(tag), props); n.append(...kids); return n; };

for (const select of document.querySelectorAll('#id_lead_photo, #id_portrait')) {
  const picture = el('img', { className: 'thumb', width: 120, height: 80, alt: '' }), about = el('div', { className: 'photo-field-words' });
  const choose = el('button', { type: 'button', className: 'quiet', textContent: WORDS.choose });
  const shown = el('div', { className: 'photo-field-shown' }, picture, about);
  select.closest('.related-widget-wrapper, .flex-container').after(el('div', { className: 'photo-field' }, choose, shown));
  let now = null, unwatch = () => {};
  const tell = photo => {
    now = photo; picture.hidden = !photo; about.replaceChildren();
    if (!photo) { about.append(el('p', { className: 'missing', textContent: WORDS.gone })); return; }
    picture.src = photo.thumbnail; picture.alt = photo.alt;
    about.append(standing(photo), ...lacking(photo), el('p', {}, pageLink(photo)));
  };
  const show = () => {
    unwatch(); unwatch = () => {}; now = null;
    shown.hidden = !select.value;
    if (select.value) unwatch = watch(select.value, tell);
  };
  choose.addEventListener('click', async () => {
    const photo = await choosePhoto({ chosen: now?.uuid });
    if (!photo) return;
    const key = String(photo.id);
    if (![...select.options].some(option => option.value === key)) select.append(new Option(photo.name, key));
    select.value = key;
    window.django?.jQuery?.(select).trigger('change');   /* Select2 hears jQuery alone, the rest of the page its own events */
    select.dispatchEvent(new Event('input', { bubbles: true }));
  });
  window.django?.jQuery?.(select).on('change', show);
  show();
}
