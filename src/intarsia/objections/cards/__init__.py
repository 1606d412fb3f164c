"""The cards, one objection per file; `objections.card` says what each promises."""
