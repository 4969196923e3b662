/** What a person is told of a disk that refuses, and can do about it. */

const advice: Readonly<Record<string, string>> = {
  ENOSPC: 'Make room on that disk',
  EDQUOT: 'Make room: your quota on that disk is used up',
  EFBIG: 'The file is as large as that disk allows',
  EACCES: 'See who may write there',
  EPERM: 'See who may write there',
  EROFS: 'That disk can only be read',
  EEXIST: 'Move that file away',
  ENOTDIR: 'A part of the path is no folder',
  EMFILE: 'Raise the limit of open files, as with `ulimit -n`',
}

/** The beginning of a sentence. */
export const whatToDo = ({ code = '' }: NodeJS.ErrnoException): string =>
  advice[code] ?? 'See whether that disk is still there'

const seconds = (milliseconds: number): string => `${milliseconds / 1000} seconds`
const counted = (lines: number): string => (lines === 1 ? '1 line is' : `${lines} lines are`)

export const said = {
  behind: (path: string): string =>
    `lines are lost: the disk of ${path} does not keep up. Record to a faster one`,
  /** `pause`: milliseconds. */
  failing: (path: string, failure: NodeJS.ErrnoException, pause: number): string =>
    `NOT RECORDING: ${path} cannot be written: ${failure.message}. Requests are answered as before, and are not recorded. ` +
    `${whatToDo(failure)}; it is tried again every ${seconds(pause)}`,
  again: (path: string, lost: number): string =>
    `recording again: ${path} can be written; ${counted(lost)} lost`,
  gone: (path: string): string =>
    `${path} was removed or cut short while it was written: what was in it is lost, and a new file begins`,
  /** `limit`: milliseconds. */
  endless: (path: string, limit: number): string =>
    `${path} has no end: the disk did not take it within ${seconds(limit)}. What was recorded before can be read`,
} as const
