import { writeFile } from 'node:fs/promises'
import { expect } from 'chai'
import { countExchanges, glanceAt } from '../../src/recording/glance.ts'
import { plainAnswer, plainRequest, RecordingFolder } from '../support/recording-folder.ts'
import { plainLines, writeLines } from '../support/recordings.ts'

describe('a glance at a file', () => {
  let folder: RecordingFolder
  before(async () => {
    folder = await RecordingFolder.create()
  })
  after(() => folder?.remove())
  const exchanges = [{ request: plainRequest('a'), answer: plainAnswer('b') }, { request: plainRequest('c') }]

  it('sees its beginning and its end', async () => {
    const { head, tail, bytes, modified } = await glanceAt(await folder.write('a.jsonl', exchanges))
    expect(head?.run).to.equal('run1')
    expect(tail?.exchanges).to.equal(2)
    expect(bytes).to.be.above(500)
    expect(modified.getTime()).to.be.above(0)
  })
  it('sees no end where the program was ended, amidst a line or behind one', async () => {
    const path = folder.at('b.jsonl')
    await writeLines(path, plainLines(exchanges).slice(0, -1))
    expect((await glanceAt(path)).tail).to.equal(undefined)
    await writeFile(path, '{"v":1,"type":"tail","exch', { flag: 'a' })
    const { head, tail } = await glanceAt(path)
    expect([head?.run, tail]).to.deep.equal(['run1', undefined])
    expect(await countExchanges(path)).to.equal(2)
  })
  it('says what else a file is', async () => {
    const path = folder.at('c.jsonl')
    await writeFile(path, '{"sessionId":"x"}\n')
    const { head, problem } = await glanceAt(path)
    expect(head).to.equal(undefined)
    expect(problem).to.match(/c\.jsonl is no recording of claudecodex: it is a transcript of Claude Code$/)
  })
})
