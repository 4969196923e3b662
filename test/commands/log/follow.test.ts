import { appendFile, writeFile } from 'node:fs/promises'
import { expect } from 'chai'
import { follow } from '../../../src/commands/log/follow.ts'
import { findRecording } from '../../../src/recording/locate.ts'
import type { Line } from '../../../src/recording/schema.ts'
import { plainAnswer, plainRequest, RecordingFolder } from '../../support/recording-folder.ts'
import { plainLines, writeLines } from '../../support/recordings.ts'

const text = (lines: readonly Line[]): string => lines.map(line => `${JSON.stringify(line)}\n`).join('')
const answered = { request: plainRequest('a'), answer: plainAnswer('b') }
const second = { ...answered, open: { id: 'two', seq: 2 }, end: { id: 'two', seq: 2 } }

/** Each step is what happens before the next look; what was told after each is returned. */
async function followed(
  folder: RecordingFolder,
  name: string,
  steps: readonly (() => Promise<unknown>)[],
): Promise<readonly (readonly string[])[]> {
  const stop = new AbortController()
  const left = [...steps]
  const told: (readonly string[])[] = []
  const news = follow({
    find: () => findRecording(name, folder.path),
    wait: async () => {
      const step = left.shift()
      if (step) await step()
      else stop.abort()
    },
    signal: stop.signal,
    isEndless: name === 'last',
  })
  for await (const ended of news) told.push(ended.map(({ id }) => id))
  return told
}

describe('following a recording', () => {
  let folder: RecordingFolder
  beforeEach(async () => {
    folder = await RecordingFolder.create()
  })
  afterEach(() => folder?.remove())

  it('tells each exchange once, when it has ended', async () => {
    const path = folder.at('20261126-100000-aaa.jsonl')
    const [head, open, end] = plainLines([answered], { run: 'aaa' })
    const [, openTwo, endTwo, tail] = plainLines([second])
    if (!head || !open || !end || !openTwo || !endTwo || !tail) throw new Error('lines are missing')
    await writeLines(path, [head, open])
    const half = text([endTwo])
    const told = await followed(folder, 'aaa', [
      () => appendFile(path, text([end, openTwo]) + half.slice(0, 40)),
      () => appendFile(path, half.slice(40)),
      () => appendFile(path, text([tail])),
    ])
    expect(told).to.deep.equal([[], ['req_1'], ['two'], []])
  })
  it('goes on with the next file of the run, and with the next run', async () => {
    const next = folder.at('20261126-100000-aaa.2.jsonl')
    await folder.write('20261126-100000-aaa.jsonl', [answered], { run: 'aaa' })
    const told = await followed(folder, 'last', [
      // Made, and not written to yet.
      () => writeFile(next, ''),
      () => writeFile(next, text(plainLines([second], { run: 'aaa', part: 2 }))),
      () =>
        folder.write('20261127-100000-bbb.jsonl', [
          { ...answered, open: { id: 'three' }, end: { id: 'three' } },
        ]),
    ])
    expect(told).to.deep.equal([['req_1'], [], ['two'], ['three']])
  })
  it('waits for the first run', async () => {
    const told = await followed(folder, 'last', [() => folder.write('20261126-100000-aaa.jsonl', [answered])])
    expect(told).to.deep.equal([[], ['req_1']])
  })
  it('ends with a run that was named and has ended', async () => {
    await folder.write('20261126-100000-aaa.jsonl', [answered])
    const never = () => Promise.reject(new Error('nothing more can come'))
    expect(await followed(folder, 'aaa', [never])).to.deep.equal([['req_1']])
  })
})
