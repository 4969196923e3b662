import { expect } from 'chai'
import type { CouncilSettings } from '../../src/config/configuration.ts'
import { type CouncilResolution, councilOf, resolveCouncil } from '../../src/config/council.ts'
import { ConfigError } from '../../src/config/errors.ts'
import { backendsOf, configFailure, noAws } from './support.ts'

const settingsOf = (members: readonly string[], more: Partial<CouncilSettings> = {}): CouncilSettings => ({
  members,
  mode: 'full',
  timeoutMs: 120_000,
  trigger: 'auto',
  progress: 'auto',
  ...more,
})
const partsOf = (more: Partial<CouncilResolution> = {}): CouncilResolution => ({
  backends: backendsOf(),
  environment: noAws,
  ...more,
})
const resolved = (
  members: readonly string[],
  more: Partial<CouncilSettings> = {},
  parts: Partial<CouncilResolution> = {},
) => resolveCouncil(settingsOf(members, more), partsOf(parts))
const ids = (members: readonly { readonly id: string }[]) => members.map(({ id }) => id)

describe('who sits in a council', () => {
  it('is each that is named, with its family and what was said of it', () => {
    const { members, absent, notes } = resolved(['gemini-2.0-flash?temp=0.5', 'ollama:llama3.2:1b!'])
    expect(members).to.deep.equal([
      {
        id: 'gemini:gemini-2.0-flash',
        model: 'gemini:gemini-2.0-flash',
        family: 'google gemini',
        temperature: 0.5,
      },
      { id: 'ollama:llama3.2:1b', model: 'ollama:llama3.2:1b', family: 'meta llama', isRequired: true },
    ])
    expect(absent).to.deep.equal([])
    expect(notes).to.deep.equal(['gemini-2.0-flash is gemini:gemini-2.0-flash'])
  })
  it('keeps the short name for people, and asks for the full one', () => {
    const environment = { ...noAws, ANTHROPIC_API_KEY: 'k' }
    const { members, notes } = resolved(['claude-sonnet-4'], {}, { environment })
    expect(members[0]).to.include({
      id: 'anthropic:claude-sonnet-4',
      model: 'anthropic:claude-sonnet-4-20250514',
    })
    expect(notes).to.deep.equal(['claude-sonnet-4 is anthropic:claude-sonnet-4-20250514'])
  })
  it('counts samples, and what is named twice', () => {
    expect(ids(resolved(['sim:a*2', 'sim:b', 'sim:a']).members)).to.deep.equal([
      'sim:a #1',
      'sim:a #2',
      'sim:a #3',
      'sim:b',
    ])
  })
  it('asks for a sample as for any, unless it is simulated and would say the same', () => {
    const modelsOf = (spec: string) => resolved([spec]).members.map(({ model }) => model)
    expect(modelsOf('openai:gpt-4o*2')).to.deep.equal(['openai:gpt-4o', 'openai:gpt-4o'])
    expect(modelsOf('sim:a*2')).to.deep.equal(['sim:a #1', 'sim:a #2'])
  })
  it('takes the default model of a backend that is named alone', () => {
    expect(ids(resolved(['demo']).members)).to.deep.equal(['demo:demo'])
    expect(resolved(['ollama', 'demo']).absent).to.deep.equal([
      { spec: 'ollama', reason: 'ollama has no model of its own: write ollama:MODEL' },
    ])
  })
  it('leaves out, with the fix, what has no key or cannot be made', () => {
    const { members, absent } = resolved(
      ['openai:gpt-4o', 'claude-sonnet-4', 'sim:a'],
      {},
      {
        backends: backendsOf([], { openai: new ConfigError('OPENAI_API_KEY is not set') }),
      },
    )
    expect(ids(members)).to.deep.equal(['sim:a'])
    expect(absent[0]).to.deep.equal({ spec: 'openai:gpt-4o', reason: 'OPENAI_API_KEY is not set' })
    expect(absent[1]?.reason).to.contain('ANTHROPIC_API_KEY')
  })
  it('has Claude where a client lends its sign-in', () => {
    expect(resolved(['claude-sonnet-5-5'], {}, { hasClient: true }).absent).to.deep.equal([])
  })
  it('throws what is wrong with a backend beside its configuration', () => {
    const backends = backendsOf([], { openai: new TypeError('a fault') })
    expect(() => resolved(['openai:gpt-4o'], {}, { backends })).to.throw(TypeError)
  })
  it('is nobody where nobody is named or can be asked', async () => {
    expect((await configFailure(() => resolved([]))).message).to.contain('sim:a,sim:b,sim:c')
    const { message } = await configFailure(() => resolved(['claude-sonnet-4']))
    expect(message).to.match(/^no member of the council can be asked:\n {2}claude-sonnet-4: neither/)
  })
})

describe('the chairmen and the reviewers of a council', () => {
  const members = ['sim:a', 'sim:b']

  it('are the first member, and the members', () => {
    const { chairmen, reviewers } = resolved(members)
    expect(ids(chairmen)).to.deep.equal(['sim:a'])
    expect(reviewers).to.equal(undefined)
  })
  it('are those that are named, in their order, and members by their own name', () => {
    const { chairmen, reviewers } = resolved(['sim:a*2', 'sim:b'], {
      chairman: 'sim:b, sim:c, sim:a',
      reviewers: ['sim:c'],
    })
    expect(ids(chairmen)).to.deep.equal(['sim:b', 'sim:c', 'sim:a #1'])
    expect(ids(reviewers ?? [])).to.deep.equal(['sim:c'])
  })
  it('have somebody in their place who can be asked', () => {
    const { chairmen, absent, notes } = resolved(members, { chairman: 'claude-sonnet-4' })
    expect(ids(chairmen)).to.deep.equal(['sim:a'])
    expect(absent.map(({ spec }) => spec)).to.deep.equal(['claude-sonnet-4'])
    expect(notes.at(-1)).to.equal('sim:a is the chairman, since claude-sonnet-4 cannot be asked')
  })
})

describe('the council of settings and members', () => {
  it('has what is settled, and its own seed where none is', () => {
    const settings = settingsOf(['sim:a'], { quorum: 1, deadlineMs: 5, maxDollars: 2 })
    const parts = resolveCouncil(settings, partsOf())
    expect(councilOf(settings, parts, 'x')).to.deep.equal({
      mode: 'full',
      members: parts.members,
      chairmen: parts.chairmen,
      quorum: 1,
      callMs: 120_000,
      deadlineMs: 5,
      seed: 'x',
      maxDollars: 2,
    })
    const more = settingsOf(['sim:a'], { reviewers: ['sim:b'], seed: 'mine' })
    const council = councilOf(more, resolveCouncil(more, partsOf()), 'x')
    expect(council.seed).to.equal('mine')
    expect(ids(council.reviewers ?? [])).to.deep.equal(['sim:b'])
  })
})
