/* A small picture beside a photo's search box, so that nobody has to trust a name. */
const base = document.querySelector('meta[name="desk"]')?.dataset.photo;
for (const select of document.querySelectorAll('#id_lead_photo, #id_portrait')) {
  const picture = document.createElement('img'); picture.className = 'thumb'; picture.alt = ''; picture.width = 120; picture.height = 80;
  const show = () => { picture.hidden = !select.value; if (select.value) picture.src = base.replace('/0/', `/${select.value}/`); };
  select.closest('.related-widget-wrapper, .flex-container').after(picture);
  window.django?.jQuery?.(select).on('change', show);
  show();
}
