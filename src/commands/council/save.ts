/** Keeps a transcript on disk, for the user's eyes only. */
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { makeFolder } from '../../recording/make-folder.ts'
import { printable } from '../printable.ts'

export interface SavedTranscript {
  readonly markdown: string
  readonly json: string
}

/** Where transcripts lie unless a flag says otherwise: a folder a day. */
export const transcriptFolder = (home: string, date: Date): string =>
  join(home, 'council', date.toISOString().slice(0, 10))

/** `143012-7f3a`: the time of the day in UTC, and what tells two of a second apart. */
export const transcriptName = (date: Date, id: string): string =>
  `${date.toISOString().slice(11, 19).replaceAll(':', '')}-${id}`

/** The Markdown file of the two. Throws what the disk says. */
export async function saveTranscript(
  folder: string,
  name: string,
  { markdown, json }: SavedTranscript,
): Promise<string> {
  await makeFolder(resolve(folder))
  const file = join(folder, `${name}.md`)
  const options = { mode: 0o600, flag: 'wx' } as const
  await Promise.all([
    // People show it with `cat`, and models have written it.
    writeFile(file, printable(markdown), options),
    writeFile(join(folder, `${name}.json`), json, options),
  ])
  return file
}
