import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { wallClock } from '../../../src/commands/council/clock.ts'
import type { CouncilFlags } from '../../../src/commands/council/flags.ts'
import type { Convene } from '../../../src/commands/council/run.ts'
import { type SessionParts, sitting } from '../../../src/commands/council/session.ts'
import { quietView } from '../../../src/commands/council/view.ts'
import { configurationOf } from '../../support/configuration.ts'
import { requestOf } from '../../support/gateway.ts'
import { councilWith, goodCourse, plain, resultOf, scripted } from './support.ts'

describe('a sitting of the council', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'claudecodex-sitting-'))
  })
  afterEach(() => rmSync(home, { recursive: true }))

  async function sat(
    flags: CouncilFlags,
    convene: Convene = scripted(goodCourse()),
    more: Partial<SessionParts> = {},
  ) {
    const [out, said]: [string[], string[]] = [[], []]
    const configuration = configurationOf({ home })
    const { members, chairmen } = councilWith()
    const code = await sitting({
      flags,
      stage: {
        configuration,
        chain: configuration.chain,
        council: councilWith({ ...(flags.select && { synthesizes: false }) }),
        resolved: { members, chairmen, absent: [], notes: [] },
      },
      question: { text: 'Why?', context: [] },
      request: requestOf('Why?'),
      convene,
      parts: {
        clock: wallClock,
        async *call() {
          yield* []
        },
        costOf: () => 0.25,
      },
      signal: new AbortController().signal,
      view: quietView,
      stdout: { write: text => out.push(text), isTerminal: false },
      say: text => said.push(text),
      colors: plain,
      startedAt: new Date('2026-11-26T14:30:12Z'),
      id: '7f3a',
      ...more,
    })
    return { code, out: out.join(''), said: said.join('') }
  }
  const transcripts = (): readonly string[] => readdirSync(join(home, 'council', '2026-11-26'))

  it('writes the answer to stdout, the rest to stderr, and a transcript', async () => {
    const { code, out, said } = await sat({})
    expect([code, out]).to.deep.equal([0, 'All in all\n'])
    expect(said).to.contain('written by sim:a').and.contain('$0.250').and.contain('143012-7f3a.md')
    expect(transcripts()).to.deep.equal(['143012-7f3a.json', '143012-7f3a.md'])
  })
  it('keeps the transcript where it is told to, or none', async () => {
    await sat({ save: join(home, 'mine') })
    expect(readdirSync(join(home, 'mine'))).to.have.length(2)
    const { said } = await sat({ save: false })
    expect(said).not.to.contain('transcript')
    expect(readdirSync(home)).to.deep.equal(['mine'])
  })
  it('loses no answer where the transcript cannot be kept', async () => {
    writeFileSync(join(home, 'file'), '')
    const { code, out, said } = await sat({ save: join(home, 'file', 'x') })
    expect([code, out]).to.deep.equal([0, 'All in all\n'])
    expect(said).to.contain('warning the transcript is not kept')
  })
  it('shows answers and reviews where they are wanted', async () => {
    const { said } = await sat({ showResponses: true, showReviews: true })
    expect(said).to.contain('## Answers\n\n### sim:a').and.contain('## Reviews\n\n### sim:a')
    const { out } = await sat({ showResponses: true, json: true, save: false })
    expect(JSON.parse(out).members[0].text).to.equal('a answers')
  })
  it('takes the answer ranked first where none is to be written', async () => {
    const unwritten = resultOf({ synthesis: { kind: 'none', basis: [] }, text: '' })
    const course = goodCourse(councilWith(), unwritten).filter(({ type }) => type !== 'event')
    const { out, said } = await sat({ select: true, save: false }, scripted(course))
    expect(out).to.equal('b answers\n')
    expect(said).to.contain('the answer of sim:b, ranked first')
  })
  it('says only what went wrong where it shall be quiet', async () => {
    expect((await sat({ quiet: true, save: false })).said).to.equal('')
    const degraded = goodCourse(councilWith(), resultOf({ degraded: ['sim:c is missing'] }))
    const { code, said } = await sat({ quiet: true, save: false, strict: true }, scripted(degraded))
    expect([code, said]).to.deep.equal([21, 'degraded: sim:c is missing\n'])
  })
  it('writes the transcript of what is interrupted', async () => {
    const controller = new AbortController()
    const convene: Convene = async function* (_council, _request, _parts, signal) {
      yield* goodCourse().slice(0, 8)
      controller.abort(new Error('interrupted'))
      throw signal.reason
    }
    const { code, said } = await sat({}, convene, { signal: controller.signal })
    expect(code).to.equal(130)
    expect(said).to.contain('interrupted after')
    const [json = ''] = transcripts()
    const kept = JSON.parse(readFileSync(join(home, 'council', '2026-11-26', json), 'utf8'))
    expect(kept.status).to.equal('aborted')
    expect(kept.members).to.have.length.above(0)
  })
})
