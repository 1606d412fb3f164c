// Pages with a <textarea data-editor> load the editor, a bundle of its own; the textarea stays what is sent.
const bundle = document.querySelector("script[data-editor]")?.dataset.editor;
if (bundle && document.querySelector("textarea[data-editor]")) import(bundle).then(({ enhance }) => enhance());
