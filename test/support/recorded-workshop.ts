/** The command line, with recordings in its home. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { HeadLine } from '../../src/recording/schema.ts'
import { type Finished, Workshop } from './command-line.ts'
import { recordedStory } from './recorded-story.ts'
import { type PlainExchange, plainLines, writeLines } from './recordings.ts'

export class RecordedWorkshop {
  readonly workshop: Workshop
  readonly folder: string

  private constructor(workshop: Workshop, folder: string) {
    this.workshop = workshop
    this.folder = folder
  }

  /** With one closed run, `aaa`, that holds one of everything. */
  static async create(): Promise<RecordedWorkshop> {
    const workshop = await Workshop.create()
    const made = new RecordedWorkshop(workshop, join(workshop.home, '.claudecodex', 'logs'))
    await mkdir(made.folder, { recursive: true })
    await made.write('20261126-100000-aaa.jsonl', recordedStory, { run: 'aaa' })
    return made
  }

  async write(
    name: string,
    exchanges: readonly PlainExchange[],
    head: Partial<HeadLine> = {},
  ): Promise<string> {
    const path = join(this.folder, name)
    await writeLines(path, plainLines(exchanges, head))
    return path
  }

  /** As on the line, behind `claudecodex log`. */
  log(...words: readonly string[]): Promise<Finished> {
    return this.workshop.run(['log', ...words])
  }

  remove(): Promise<void> {
    return this.workshop.remove()
  }
}
