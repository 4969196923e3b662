/** What a person can do about a disk that refuses. */

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
