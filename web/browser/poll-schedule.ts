/**
 * When a reproduced page asks its server again. The originals wait N seconds between polls; here these are virtual
 * seconds, so that a page shows at any speed what it would have shown then, and nothing while the run stands still.
 */

export type PollMoment = {
  readonly nowUs: number;
  readonly playing: boolean;
  /** Clock of the person's browser, for the limit on requests. */
  readonly realMs: number;
};

/** At high speeds: not more often than this for each address. */
const minPollGapMs = 500;
/** After going back or forth in time the page follows, as fast as the timeline can be dragged. */
const minSeekGapMs = 120;
/** A move of a paused run that counts as a seek; smaller steps follow the usual cadence. */
const seekJumpUs = 1_000_000;

/** `now`: poll; a number: look again after so many real milliseconds; `null`: nothing to do until time moves. */
export function pollDecision(
  last: PollMoment,
  previous: PollMoment,
  moment: PollMoment,
  intervalUs: number,
): 'now' | number | null {
  const sought = moment.nowUs < last.nowUs || isSeek(previous, moment, last);
  if (!sought && moment.nowUs - last.nowUs < intervalUs) return null;
  const gapMs = sought ? minSeekGapMs : minPollGapMs;
  const waitedMs = moment.realMs - last.realMs;
  return waitedMs >= gapMs ? 'now' : gapMs - waitedMs;
}

function isSeek(previous: PollMoment, moment: PollMoment, last: PollMoment): boolean {
  if (previous.playing || moment.playing) return false;
  return moment.nowUs - previous.nowUs >= seekJumpUs && moment.nowUs !== last.nowUs;
}
