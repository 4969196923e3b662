import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { RecordingError } from '../../../src/recording/recording-error.ts'
import { EarlierResults } from '../../../src/recording/replay/earlier-results.ts'
import { messageOf, requestOf } from '../../support/gateway.ts'
import { type PlainExchange, plainLines, writeLines } from '../../support/recordings.ts'
import { recordedExchange } from '../../support/replays.ts'

const result = (
  replayOf: string | undefined,
  model = 'gpt-5',
  more: PlainExchange['end'] = {},
): PlainExchange => ({
  request: requestOf('hello'),
  answer: messageOf('Hi'),
  end: { choice: { backend: 'work', model, reason: 'x' }, ...(replayOf && { replayOf }), ...more },
})
const route = { backend: 'work', model: 'gpt-5' }

describe('results that are there already', () => {
  let folder: string
  let path: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'claudecodex-results-'))
    path = join(folder, 'results.jsonl')
  })
  after(() => rm(folder, { recursive: true }))

  const read = async (results: readonly PlainExchange[]): Promise<EarlierResults> => {
    await writeLines(path, plainLines(results))
    return EarlierResults.read(path, [recordedExchange()])
  }
  const failure = (results: readonly PlainExchange[]): Promise<unknown> =>
    read(results).catch((thrown: unknown) => thrown)

  it('tell how often a request was answered, and by whom', async () => {
    const { doneOf } = await read([
      result('req_1'),
      result('req_1'),
      result('req_1', 'gpt-5', { outcome: 'failed' }),
      result('req_9'),
    ])
    expect(doneOf(recordedExchange(), route)).to.equal(2)
    expect(doneOf(recordedExchange(), { ...route, model: 'gpt-6' })).to.equal(0)
    expect(doneOf(recordedExchange({ open: { id: 'req_7' } }), route)).to.equal(0)
  })
  it('count those of targets that nobody asks now', async () => {
    const results = await read([result('req_1'), result('req_1', 'gpt-4'), result('req_1', 'gpt-4')])
    results.doneOf(recordedExchange(), route)
    expect(results.ofOthers).to.equal(2)
  })
  it('are refused where they are of another recording', async () => {
    const thrown = await failure([result('req_8'), result('req_9')])
    expect(thrown).to.be.instanceOf(RecordingError)
    expect((thrown as Error).message)
      .to.contain('results of another recording')
      .and.contain('--output')
  })
  it('are refused where the file has none', async () =>
    expect(((await failure([result(undefined)])) as Error).message).to.contain('is no file of results'))
  it('may be none at all', async () => expect((await read([])).ofOthers).to.equal(0))
})
