import { join } from 'node:path'
import { expect } from 'chai'
import { Chalk } from 'chalk'
import { type BannerFacts, bannerText, shortPath } from '../../src/commands/banner.ts'

const facts: BannerFacts = {
  version: '2.0.0',
  url: 'http://127.0.0.1:8082',
  backend: { name: 'anthropic', reason: 'nothing else is configured', address: 'https://api.anthropic.com' },
  plugins: ['log', 'audit'],
  offers: [],
  notices: [],
  client: 'ANTHROPIC_BASE_URL=http://127.0.0.1:8082 claude',
  start: 'claude',
  hints: [],
  variables: 'eval "$(claudecodex env)"',
}
const lines = (more: Partial<BannerFacts> = {}): readonly string[] =>
  bannerText({ ...facts, ...more }, new Chalk({ level: 0 })).split('\n')

describe('the banner', () => {
  it('says what runs, on what and why', () =>
    expect(lines().slice(0, 9)).to.deep.equal([
      'claudecodex 2.0.0  http://127.0.0.1:8082',
      '',
      '  config    none',
      '  backend   anthropic, https://api.anthropic.com (nothing else is configured)',
      '  model     the client’s own choice',
      '  plugins   log, audit',
      '  record    off',
      '  health    http://127.0.0.1:8082/health',
      '',
    ]))
  it('says where is recorded, and how that is turned off', () =>
    expect(lines({ recording: '/logs/a.jsonl' })).to.include(
      '  record    /logs/a.jsonl (--no-record turns it off)',
    ))
  it('has the lines to paste alone in their lines', () => {
    expect(lines()).to.include('  ANTHROPIC_BASE_URL=http://127.0.0.1:8082 claude')
    expect(lines()).to.include('  eval "$(claudecodex env)"')
    expect(lines({ question: 'curl x' })).to.include('  curl x')
  })
  it('names the file and the model where there are some', () => {
    const text = lines({
      file: join(process.cwd(), 'claudecodex.config.ts'),
      model: { name: 'gpt-5.1', reason: 'named by --model' },
      plugins: [],
    })
    expect(text).to.include('  config    claudecodex.config.ts')
    expect(text).to.include('  model     gpt-5.1 (named by --model)')
    expect(text).to.include('  plugins   none')
  })
  it('shows offers and notices apart from the facts', () => {
    const text = lines({ offers: ['OPENAI_API_KEY found: --backend openai'], notices: ['.env is ignored'] })
    const first = text.indexOf('  > OPENAI_API_KEY found: --backend openai')
    expect(first).to.be.above(0)
    expect(text.slice(first - 1, first + 3)).to.deep.equal(['', text[first], '  ! .env is ignored', ''])
  })
})

describe('the banner of a small terminal', () => {
  const translating: BannerFacts = {
    ...facts,
    file: join(process.cwd(), 'claudecodex.config.ts'),
    backend: {
      name: 'work',
      reason: `chosen by ${'a long reason '.repeat(5)}`,
      address: 'https://llm.example/v1',
    },
    hints: ['a hint'],
    notices: ['.env is ignored'],
    client: 'X=1 '.repeat(40),
    start: 'claude --permission-mode acceptEdits',
    question: 'curl '.repeat(40),
  }
  const small = (more: Partial<BannerFacts> = {}) =>
    bannerText({ ...translating, ...more }, new Chalk({ level: 0 }), { columns: 60, rows: 20 })

  it('says who answers and the shortest way to a client, and leaves room for exchanges', () =>
    expect(small().split('\n')).to.deep.equal([
      'claudecodex 2.0.0  http://127.0.0.1:8082',
      '  config    claudecodex.config.ts',
      '  backend   work, https://llm.example/v1',
      '  model     the client’s own choice',
      '  ! .env is ignored',
      '  Claude Code, in another terminal:',
      '  eval "$(claudecodex env)"',
      '  claude --permission-mode acceptEdits',
      '',
      '',
    ]))
  it('keeps reasons that fit', () =>
    expect(small({ backend: { name: 'work', reason: 'chosen by --backend' } })).to.contain(
      'backend   work (chosen by --backend)\n',
    ))
  it('is the whole one where that leaves room, whatever colours cost', () => {
    const colors = new Chalk({ level: 1 })
    expect(bannerText(facts, colors, { columns: 80, rows: 24 })).to.contain('Ctrl-C stops it.')
    expect(bannerText(translating, colors, { columns: 80, rows: 24 })).not.to.contain('Ctrl-C stops it.')
    expect(bannerText(translating, colors, { columns: 120, rows: 40 })).to.contain('Ctrl-C stops it.')
  })
})

describe('a path', () => {
  const [work, home] = [join('/', 'home', 'ann', 'project'), join('/', 'home', 'ann')]
  const short = (...names: string[]) => shortPath(join('/', ...names), work, home)

  it('is as short as it stays clear', () => {
    expect(short('home', 'ann', 'project', 'a', 'b.ts')).to.equal(join('a', 'b.ts'))
    expect(short('home', 'ann', 'other', 'b.ts')).to.equal(join('~', 'other', 'b.ts'))
    expect(short('srv', 'b.ts')).to.equal(join('/', 'srv', 'b.ts'))
    expect(short('home', 'ann', 'project')).to.equal(join('~', 'project'))
  })
})
