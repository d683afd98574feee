/** Says that the tour was offered and answered in this browser; the server then does not offer it again. */
export const TOUR_COOKIE = "ghostquant_tour";

const YEAR_SECONDS = 365 * 24 * 3_600;

export function answerTour(): void {
  // biome-ignore lint/suspicious/noDocumentCookie: Safari and Firefox have only lately, or not yet, a Cookie Store
  document.cookie = `${TOUR_COOKIE}=answered; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}
