import { expect } from 'chai'
import {
  type ClientSettings,
  clientFolder,
  parseSettings,
  placeOf,
  type Scope,
  settingOf,
  settingsPlaces,
} from '../../../src/commands/doctor/client-settings.ts'

const where = { home: '/home/ann', folder: '/srv/project' } as const
const place = { scope: 'user', file: '/home/ann/.claude/settings.json' } as const

describe('the settings files of Claude Code', () => {
  it('are an administrator’s, the folder’s two, and the user’s, the strongest first', () => {
    expect(settingsPlaces({ ...where, platform: 'linux' })).to.deep.equal([
      { scope: 'managed', file: '/etc/claude-code/managed-settings.json' },
      { scope: 'local', file: '/srv/project/.claude/settings.local.json' },
      { scope: 'project', file: '/srv/project/.claude/settings.json' },
      { scope: 'user', file: '/home/ann/.claude/settings.json' },
    ])
  })
  it('are elsewhere on other systems, and where CLAUDE_CONFIG_DIR says', () => {
    const [managed] = settingsPlaces({ ...where, platform: 'darwin' })
    expect(managed?.file).to.equal('/Library/Application Support/ClaudeCode/managed-settings.json')
    const windows = { platform: 'win32', home: 'C:\\Users\\Ann', folder: 'D:\\project' } as const
    expect(settingsPlaces(windows).map(({ file }) => file)).to.deep.equal([
      'C:\\Program Files\\ClaudeCode\\managed-settings.json',
      'D:\\project\\.claude\\settings.local.json',
      'D:\\project\\.claude\\settings.json',
      'C:\\Users\\Ann\\.claude\\settings.json',
    ])
    expect(clientFolder({ ...where, platform: 'linux', configFolder: '/opt/claude' })).to.equal('/opt/claude')
    const places = settingsPlaces({ ...where, platform: 'linux', configFolder: '/opt/claude' })
    expect(places.at(-1)?.file).to.equal('/opt/claude/settings.json')
  })
})

describe('a settings file of Claude Code', () => {
  const parse = (value: unknown): ClientSettings => parseSettings(place, JSON.stringify(value))

  it('is read for what matters here', () => {
    const settings = parse({
      env: { ANTHROPIC_MODEL: 'opus', CLAUDE_CODE_MAX_RETRIES: 2, DISABLE_TELEMETRY: true, NESTED: {} },
      apiKeyHelper: '/usr/local/bin/key',
      forceLoginMethod: 'console',
      allowedProviders: ['anthropic'],
      permissions: { allow: ['Bash'] },
    })
    expect(settings).to.deep.equal({
      ...place,
      env: { ANTHROPIC_MODEL: 'opus', CLAUDE_CODE_MAX_RETRIES: '2', DISABLE_TELEMETRY: 'true' },
      apiKeyHelper: true,
      forceLoginMethod: 'console',
      allowedProviders: ['anthropic'],
    })
  })
  it('may hold nothing of it, or what is no setting', () => {
    const nothing = { ...place, env: {}, apiKeyHelper: false }
    expect(parse({})).to.deep.equal(nothing)
    expect(parse({ env: ['a'], apiKeyHelper: '', forceLoginMethod: 3, allowedProviders: 'x' })).to.deep.equal(
      nothing,
    )
  })
  it('is read with the mark that Windows puts before it', () =>
    expect(parseSettings(place, '\uFEFF{"apiKeyHelper":"x"}').apiKeyHelper).to.equal(true))
  it('says why it cannot be read', () => {
    expect(parseSettings(place, '{ "env": }').fault).to.contain('no JSON')
    expect(parse([1]).fault).to.contain('no object')
  })
})

describe('a variable of Claude Code', () => {
  const settings = (scope: Scope, env: Readonly<Record<string, string>>): ClientSettings => ({
    scope,
    file: `/etc/${scope}.json`,
    env,
    apiKeyHelper: false,
  })

  it('is that of the strongest file, and of the shell where no file sets it', () => {
    const view = {
      settings: [settings('local', { A: 'local' }), settings('user', { A: 'user', B: 'user' })],
      shell: { A: 'shell', B: 'shell', C: 'shell' },
    }
    expect(settingOf('A', view)).to.deep.equal({ value: 'local', file: '/etc/local.json' })
    expect(settingOf('B', view)).to.deep.equal({ value: 'user', file: '/etc/user.json' })
    expect(settingOf('C', view)).to.deep.equal({ value: 'shell' })
    expect(settingOf('D', view)).to.equal(undefined)
  })
  it('counts as not set where it is empty, in a file too, which then hides the shell’s', () => {
    const view = { settings: [settings('user', { A: '' })], shell: { A: 'shell', B: '' } }
    expect(settingOf('A', view)).to.equal(undefined)
    expect(settingOf('B', view)).to.equal(undefined)
  })
  it('tells who has set it', () => {
    expect(placeOf({ value: 'x' })).to.equal('in this shell')
    expect(placeOf({ value: 'x', file: '/etc/user.json' })).to.equal('in /etc/user.json')
  })
})
