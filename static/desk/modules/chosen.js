/* Search boxes that take several: the order of choosing is the order that is sent. Select2 appends what is new, but leaves
 * what was taken out and chosen again where it stood. */
window.django?.jQuery?.(document).on('select2:select', 'select[multiple]', e => {
  const option = [...e.target.options].find(o => o.value === String(e.params.data.id));
  if (!option) return;
  e.target.append(option);
  window.django.jQuery(e.target).trigger('change.select2');
});
/* Select2 tells jQuery alone; everything else here listens to the page's own events. */
window.django?.jQuery?.(document).on('select2:select select2:unselect select2:clear', e => {
  e.target.dispatchEvent(new CustomEvent('input', { bubbles: true }));
});
