import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { findRecording, findSession, recordedRuns } from '../../src/recording/locate.ts'
import { RecordingError } from '../../src/recording/recording-error.ts'
import { failureOf } from '../support/failure.ts'
import { plainAnswer, plainRequest, RecordingFolder } from '../support/recording-folder.ts'

async function refusal(promise: Promise<unknown>): Promise<Error> {
  const error = await failureOf(promise)
  expect(error).to.be.instanceOf(RecordingError)
  return error
}

const old = '20261125-100000-abc111.jsonl'
const first = '20261126-100000-abd222.jsonl'
const second = '20261126-100000-abd222.2.jsonl'

describe('finding recordings', () => {
  let folder: RecordingFolder
  before(async () => {
    folder = await RecordingFolder.create()
    const by = (session: string) => [
      {
        request: plainRequest('a'),
        answer: plainAnswer('b'),
        open: { who: { session, class: 'main', by: 'header' } as const },
      },
    ]
    await folder.write(second, by('3f2c-two'), { run: 'abd222', part: 2 })
    await folder.write(first, by('3f2c-one'), { run: 'abd222' })
    await folder.write(old, by('3f2c-one'), { run: 'abc111' })
    await folder.write('mine.jsonl', by('9999'))
    await writeFile(folder.at('notes.txt'), 'x')
    await writeFile(folder.at('20261120-100000-zzz.jsonl'), 'no recording')
  })
  after(() => folder?.remove())

  const at = (...names: readonly string[]) => names.map(name => folder.at(name))

  it('takes `last` for the newest run, with all of its parts in order', async () => {
    expect(await findRecording('last', folder.path)).to.deep.equal(at(first, second))
    expect((await recordedRuns(folder.path)).map(({ run }) => run)).to.deep.equal(['zzz', 'abc111', 'abd222'])
  })
  it('takes the id of a run, the beginning of it, and that of a file', async () => {
    for (const name of ['abc111', 'abc', '20261125']) {
      expect(await findRecording(name, folder.path), name).to.deep.equal(at(old))
    }
  })
  it('takes a path anywhere: alone, unless it is a part of a run', async () => {
    expect(await findRecording(folder.at('mine.jsonl'), '/nowhere')).to.deep.equal(at('mine.jsonl'))
    expect(await findRecording(folder.at(second), '/nowhere')).to.deep.equal(at(first, second))
    expect(await findRecording(old, folder.path)).to.deep.equal(at(old))
    const gone = join(folder.path, 'gone.jsonl')
    expect(await findRecording(gone, '/nowhere')).to.deep.equal([gone])
  })
  it('lists those that a name could mean', async () => {
    const { message } = await refusal(findRecording('ab', folder.path))
    expect(message).to.equal(`"ab" begins the names of 2 runs:\n  ${old}\n  ${first}`)
  })
  it('lists names that are near, else the newest', async () => {
    const near = await refusal(findRecording('abc112', folder.path))
    expect(near.message).to.match(/names like it:\n {2}20261125-100000-abc111/)
    const far = await refusal(findRecording('qqqq', folder.path))
    expect(far.message).to.contain(`the newest:\n  ${first}`)
  })
  it('says how to record where nothing is', async () => {
    const empty = folder.at('empty')
    await mkdir(empty)
    for (const place of [empty, folder.at('absent')]) {
      const { message } = await refusal(findRecording('last', place))
      expect(message).to.equal(
        `nothing is recorded in ${place} yet: \`claudecodex serve\` records what passes through it`,
      )
      expect((await refusal(findSession('a', place))).message).to.equal(message)
    }
  })
  it('says what keeps a folder from being read', async () => {
    const { message } = await refusal(findRecording('last', folder.at('notes.txt')))
    expect(message).to.match(/notes\.txt cannot be read: ENOTDIR/)
  })
})

describe('finding sessions', () => {
  let folder: RecordingFolder
  before(async () => {
    folder = await RecordingFolder.create()
    const by = (session?: string) => ({
      request: plainRequest('a'),
      open: { who: { ...(session && { session }), class: 'main', by: 'header' } as const },
    })
    await folder.write(old, [by('3f2c-one'), by()], { run: 'abc111' })
    await folder.write(first, [by('3f2c-one'), by('3f2c-two')], { run: 'abd222' })
  })
  after(() => folder?.remove())

  it('finds every run in which one has asked, newest last', async () => {
    const found = await findSession('3f2c-o', folder.path)
    expect(found.map(({ run, session }) => [run, session])).to.deep.equal([
      ['abc111', '3f2c-one'],
      ['abd222', '3f2c-one'],
    ])
  })
  it('lists those that a beginning could mean, or the newest', async () => {
    const many = await refusal(findSession('3f', folder.path))
    expect(many.message).to.equal('"3f" begins the names of 2 sessions:\n  3f2c-one\n  3f2c-two')
    const none = await refusal(findSession('9', folder.path))
    expect(none.message).to.match(/begins with "9"; the newest:\n {2}3f2c-two\n/)
  })
  it('says so where no client names any', async () => {
    const anonymous = await RecordingFolder.create()
    await anonymous.write(old, [
      { request: plainRequest('a'), open: { who: { class: 'other', by: 'rules' } } },
    ])
    const { message } = await refusal(findSession('9', anonymous.path))
    expect(message).to.contain('carries a session: its client names none')
    await anonymous.remove()
  })
})
