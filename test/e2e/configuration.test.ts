import { expect } from 'chai'
import {
  type ClientFolders,
  clientBinary,
  clientEnvironment,
  clientParameters,
  createClientFolders,
  describeClient,
  runClient,
  watchClient,
} from '../support/claude-code.ts'
import { createProxyFolders, startCommand, startProxy } from '../support/proxy-process.ts'

describe('Claude Code and the configuration of the proxy', () => {
  let folders: ClientFolders
  beforeEach(async () => {
    folders = await createClientFolders()
  })
  afterEach(() => folders.remove())

  it('sends each model where the table says', async () => {
    const proxy = await startProxy({
      configuration: {
        backend: 'large',
        backends: { large: { use: 'demo' }, small: { use: 'demo' } },
        models: { 'claude-haiku-*': 'small:tiny', subagent: 'small:helper' },
      },
    })
    try {
      for (const model of ['haiku', 'sonnet']) {
        const prompt = model === 'haiku' ? 'hello' : 'ask a subagent to run pwd'
        const client = await runClient(folders, {
          prompt,
          baseUrl: proxy.url,
          parameters: ['--model', model],
        })
        expect(client.code, describeClient(client)).to.equal(0)
      }
      await proxy.quiet()
      const chosen = proxy.exchanges.map(({ backend, model }) => `${backend}:${model}`)
      expect(chosen).to.deep.equal(['small:tiny', 'large:demo', 'small:helper', 'small:helper', 'large:demo'])
      expect(proxy.exchanges[0]?.asked).to.match(/^claude-haiku-/)
    } finally {
      await proxy.stop()
    }
  })

  it('is let in by the client key that `run` gives it, and without it gives up at once', async () => {
    const configuration = { backend: 'demo', server: { clientKey: 'a-key-for-clients-0123456789' } }
    const project = await createProxyFolders(configuration)
    try {
      const command = ['run', '--', clientBinary(), ...clientParameters('run echo let-in')]
      const environment = clientEnvironment({ ...folders, work: project.work })
      const led = await watchClient(startCommand(project, command, environment)).finished
      expect(led.code, describeClient(led)).to.equal(0)
      expect(led.result?.result, describeClient(led)).to.include('let-in')
    } finally {
      await project.remove()
    }

    const proxy = await startProxy({ configuration })
    try {
      const refused = await runClient(folders, { prompt: 'hello', baseUrl: proxy.url, timeLimit: 20_000 })
      const said = describeClient(refused)
      expect(refused.code, said).to.equal(1)
      expect(refused.result, said).to.include({ is_error: true, api_error_status: 401 })
      expect(proxy.exchanges).to.deep.equal([])
    } finally {
      await proxy.stop()
    }
  })
})
