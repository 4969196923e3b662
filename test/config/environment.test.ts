import { join } from 'node:path'
import { expect } from 'chai'
import { loadEnvironment, withVariables } from '../../src/config/environment.ts'
import { makeTree, type Tree } from '../support/tree.ts'

describe('the environment', () => {
  let tree: Tree | undefined
  afterEach(() => tree?.remove())
  const load = (dotenv: string, real: Readonly<Record<string, string | undefined>> = {}) => {
    tree = makeTree({ '.env': dotenv })
    return loadEnvironment(tree.root, real)
  }

  it('is the real one alone where there is no .env', async () => {
    tree = makeTree({ 'a.txt': '' })
    const real = { OPENAI_API_KEY: 'k', GONE: undefined }
    const loaded = await loadEnvironment(tree.root, real)
    expect(loaded).to.deep.equal({ values: { OPENAI_API_KEY: 'k' }, real, others: {}, notices: [] })
  })

  it('wins over .env, which fills in what it leaves open', async () => {
    const { values, real } = await load('OPENAI_API_KEY=file\nGEMINI_API_KEY=file\n', {
      OPENAI_API_KEY: 'real',
    })
    expect(values).to.deep.equal({ OPENAI_API_KEY: 'real', GEMINI_API_KEY: 'file' })
    expect(real).to.deep.equal({ OPENAI_API_KEY: 'real' })
  })

  it('reads comments, quotes, exports, blanks and a byte order mark as dotenv does', async () => {
    const { values } = await load(
      '\uFEFF# keys\nexport OPENAI_API_KEY="a b" # note\nGEMINI_API_KEY=\'c#d\'\n\n  OPENAI_MODEL = gpt-5.1 \nAWS_PROFILE=\n',
    )
    expect(values).to.deep.equal({ OPENAI_API_KEY: 'a b', GEMINI_API_KEY: 'c#d', OPENAI_MODEL: 'gpt-5.1' })
  })

  it('says what it ignores of .env, and where that can be set', async () => {
    const { values, notices } = await load('LLM_BACKEND=demo\nhttps_proxy=http://evil.example\n')
    expect(values).to.deep.equal({})
    expect(notices).to.deep.equal([
      'LLM_BACKEND in .env is ignored, because a .env selects no backend, URL or host: set it in the environment, or with --backend, or as backend in the configuration file',
      'https_proxy in .env is ignored, because a .env selects no backend, URL or host: set it in the environment',
    ])
  })

  it('says nothing of what the real environment decides anyway', async () => {
    const { notices } = await load('LLM_BACKEND=demo\n', { LLM_BACKEND: 'anthropic' })
    expect(notices).to.deep.equal([])
  })

  it('keeps variables it does not know apart', async () => {
    const { values, others, file } = await load('WORK_KEY=w\nAWS_ENDPOINT_URL=https://evil.example\n')
    expect(values).to.deep.equal({})
    expect(others).to.deep.equal({ WORK_KEY: 'w', AWS_ENDPOINT_URL: 'https://evil.example' })
    expect(file).to.equal(join(tree?.root ?? '', '.env'))
  })

  it('takes a folder called .env for what it is, and mentions it unless it is Python’s', async () => {
    tree = makeTree({ '.env/settings': '', 'python/.env/pyvenv.cfg': '' })
    const folder = await loadEnvironment(tree.root, {})
    expect(folder.file).to.equal(undefined)
    expect(folder.notices).to.deep.equal(['.env is a folder, and not read'])
    expect((await loadEnvironment(join(tree.root, 'python'), {})).notices).to.deep.equal([])
  })

  it('names lines of .env that are none, without what stands there', async () => {
    const one = await load('OPENAI_API_KEY sk-secret\nGEMINI_API_KEY=g\n')
    expect(one.notices).to.deep.equal(['line 1 of .env is no NAME=value and is ignored'])
    expect(one.values).to.deep.equal({ GEMINI_API_KEY: 'g' })
    tree?.remove()
    expect((await load('junk\n\n# note\n=x\n')).notices).to.deep.equal([
      'lines 1, 4 of .env are no NAME=value and are ignored',
    ])
  })

  it('asks whether another name was meant, but not for a second key', async () => {
    const { notices } = await load('SERVER_PRT=9000\nOPENAI_API_KEY_2=k\nWORK_KEY=w\n')
    expect(notices).to.deep.equal([
      'SERVER_PRT in .env is nothing that claudecodex reads - did you mean "SERVER_PORT"?',
    ])
  })

  it('lends variables to a piece of work, and takes them back even when that fails', async () => {
    process.env.CDX_TEST_KEPT = 'real'
    try {
      const seen = await withVariables({ CDX_TEST_LENT: 'lent', CDX_TEST_KEPT: 'lent' }, async () => [
        process.env.CDX_TEST_LENT,
        process.env.CDX_TEST_KEPT,
      ])
      expect(seen).to.deep.equal(['lent', 'real'])
      await withVariables({ CDX_TEST_LENT: 'x' }, async () => {
        throw new Error('broken')
      }).catch(() => {})
      expect(process.env).not.to.have.property('CDX_TEST_LENT')
      expect(process.env.CDX_TEST_KEPT).to.equal('real')
    } finally {
      delete process.env.CDX_TEST_KEPT
    }
  })
})
