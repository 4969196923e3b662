import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { Recording } from '../../src/recording/recording.ts'
import { RecordingError } from '../../src/recording/recording-error.ts'
import type { HeadLine, Line } from '../../src/recording/schema.ts'
import { failureOf } from '../support/failure.ts'
import { plainLines, writeLines } from '../support/recordings.ts'
import { makeTree, type Tree } from '../support/tree.ts'

const request = { model: 'm', max_tokens: 5, messages: [] }

/** Exchanges by their numbers; `open` have no end. */
const linesOf = (
  seqs: readonly number[],
  head: Partial<HeadLine> = {},
  open: readonly number[] = [],
): Line[] =>
  plainLines(
    seqs.map(seq => ({
      request,
      open: { id: `req_${seq}`, seq },
      ...(!open.includes(seq) && { end: { id: `req_${seq}`, seq } }),
    })),
    head,
  )

describe('the recording of a run', () => {
  let tree: Tree
  const recordings: Recording[] = []
  beforeEach(() => {
    tree = makeTree({})
  })
  afterEach(async () => {
    for (const recording of recordings.splice(0)) await recording.close()
    tree.remove()
  })

  async function opened(files: Readonly<Record<string, readonly Line[]>>): Promise<Recording> {
    const paths: string[] = []
    for (const [name, lines] of Object.entries(files)) {
      paths.push(join(tree.root, name))
      await writeLines(join(tree.root, name), lines)
    }
    const recording = await Recording.open(paths)
    recordings.push(recording)
    return recording
  }
  const seqsOf = ({ exchanges }: Recording): number[] => exchanges.map(({ seq }) => seq)

  it('has its exchanges in the order in which they began, though a large one is written late', async () => {
    expect(seqsOf(await opened({ 'a.jsonl': linesOf([2, 3, 1, 4]) }))).to.deep.equal([1, 2, 3, 4])
  })

  it('puts its parts in order, however a shell has named them', async () => {
    const recording = await opened({
      'a.10.jsonl': linesOf([5], { part: 10 }),
      'a.2.jsonl': linesOf([3, 4], { part: 2 }),
      'a.jsonl': linesOf([1, 2], { part: 1 }),
    })
    expect(seqsOf(recording)).to.deep.equal([1, 2, 3, 4, 5])
    expect(recording.head.part).to.equal(1)
    expect(recording.files).to.deep.equal(
      ['a.jsonl', 'a.2.jsonl', 'a.10.jsonl'].map(name => join(tree.root, name)),
    )
  })

  it('leaves files of several runs in the order in which they were named', async () => {
    const recording = await opened({
      'b.jsonl': linesOf([1], { run: 'b', part: 2 }),
      'a.jsonl': linesOf([1], { run: 'a' }),
    })
    expect(recording.head.run).to.equal('b')
  })

  it('adds up what is to be said of its files', async () => {
    const [closed, rest] = [linesOf([1, 2]), linesOf([3, 4], { part: 2 }, [4])]
    const lost = closed.map(line => (line.type === 'tail' ? { ...line, lost: 3 } : line))
    const recording = await opened({ 'a.jsonl': lost, 'a.2.jsonl': rest })
    expect(recording.state).to.deep.equal({ isTorn: false, damaged: 0, isClosed: true, lost: 3 })
    const open = await opened({ 'b.jsonl': lost, 'b.2.jsonl': rest.slice(0, -1) })
    await appendFile(join(tree.root, 'b.jsonl'), 'oops\n')
    await appendFile(join(tree.root, 'b.2.jsonl'), '{"v":1,"type":"ex')
    await open.refresh()
    expect(open.state).to.deep.equal({ isTorn: true, damaged: 1, isClosed: false, lost: 3 })
  })

  it('says which exchanges have begun or ended since, each once', async () => {
    const lines = linesOf([1, 2, 3], {}, [3])
    const [head, open1, end1, open2, end2, open3] = lines as [Line, Line, Line, Line, Line, Line]
    const recording = await opened({ 'a.jsonl': [head, open1] })
    const path = join(tree.root, 'a.jsonl')
    const [first] = recording.exchanges
    expect(first?.end).to.equal(undefined)
    for (const line of [end1, open2, end2, open3]) await appendFile(path, `${JSON.stringify(line)}\n`)
    expect((await recording.refresh()).map(({ seq }) => seq)).to.deep.equal([1, 2, 3])
    expect(first?.end?.outcome).to.equal('answered')
    expect(recording.exchanges[0]).to.equal(first)
    expect(await recording.refresh()).to.deep.equal([])
  })

  it('is refused as a whole where one of its files cannot be read', async () => {
    const good = join(tree.root, 'a.jsonl')
    await writeLines(good, linesOf([1]))
    const failure = await failureOf(Recording.open([good, join(tree.root, 'b.jsonl')]))
    expect(failure).to.be.instanceOf(RecordingError)
    expect(failure.message).to.equal(`there is no file ${join(tree.root, 'b.jsonl')}`)
  })

  it('has no head where no file was named', async () => {
    const recording = await Recording.open([])
    expect(() => recording.head).to.throw(RecordingError, 'no file was named')
    expect(recording.exchanges).to.deep.equal([])
  })
})
