import { execFileSync } from 'node:child_process'
import { expect } from 'chai'
import fc from 'fast-check'
import { type Area, Screen } from '../../../plugins/log/screen.ts'
import { Terminal } from './terminal.ts'

describe('the screen', () => {
  const opened: (() => void)[] = []
  afterEach(() => {
    for (const close of opened.splice(0)) close()
  })

  /** A screen on a terminal with an area of the given lines, which may be replaced. */
  function open(terminal: Terminal, ...lines: string[]) {
    const shown = { lines }
    const area: Area = columns => shown.lines.map(line => () => line.slice(0, columns))
    const screen = Screen.on(terminal)
    screen.open(area)
    const close = () => screen.close(area)
    opened.push(close)
    return { screen, shown, close }
  }

  it('draws an area below what is printed', () => {
    const terminal = new Terminal()
    const { screen, shown } = open(terminal, 'one', 'two')
    expect(terminal.lines).to.deep.equal(['one', 'two'])
    screen.print('first')
    expect(terminal.lines).to.deep.equal(['first', 'one', 'two'])
    shown.lines = ['two, further on']
    screen.print('second\nthird')
    expect(terminal.lines).to.deep.equal(['first', 'second', 'third', 'two, further on'])
  })
  it('draws an area over its old self', () => {
    const terminal = new Terminal()
    const { screen, shown } = open(terminal, 'one', 'two', 'three')
    shown.lines = ['one']
    screen.draw()
    screen.draw()
    expect(terminal.lines).to.deep.equal(['one'])
  })
  it('draws by itself while an area is open, and rests after that', async () => {
    const terminal = new Terminal()
    const { shown, close } = open(terminal, 'one')
    shown.lines = ['two']
    await untilShown(terminal, 'two')
    close()
    expect(terminal.lines).to.deep.equal([])
    const { written } = terminal
    await pause(250)
    expect(terminal.written).to.equal(written)
  })
  it('leaves what was printed when the area goes', () => {
    const terminal = new Terminal()
    const { screen, close } = open(terminal, 'one')
    screen.print('first')
    close()
    screen.print('second')
    expect(terminal.lines).to.deep.equal(['first', 'second'])
  })
  it('writes one piece a frame', () => {
    const terminal = new Terminal()
    const writes: string[] = []
    const output = {
      isTTY: true,
      columns: 80,
      write: (text: string) => writes.push(text) && terminal.write(text),
    }
    const area: Area = () => [() => 'one']
    const screen = Screen.on(output)
    screen.open(area)
    screen.print('first')
    screen.close(area)
    expect(writes).to.have.lengthOf(3)
  })
  it('uses no control sequence where nothing is open', () => {
    const terminal = new Terminal()
    Screen.on(terminal).print('first')
    expect(terminal.written).to.equal('first\n')
  })

  it('starts on a new line after a text that does not end one', () => {
    const terminal = new Terminal()
    const { screen } = open(terminal, 'one')
    screen.write('half')
    expect(terminal.lines).to.deep.equal(['half', 'one'])
    screen.print('whole')
    expect(terminal.lines).to.deep.equal(['half', 'whole', 'one'])
  })
  it('shows the areas of several owners, and is the same for all of them', () => {
    const terminal = new Terminal()
    const { screen, close } = open(terminal, 'one')
    const other = open(terminal, 'two')
    expect(other.screen).to.equal(screen)
    screen.draw()
    expect(terminal.lines).to.deep.equal(['one', 'two'])
    close()
    expect(terminal.lines).to.deep.equal(['two'])
  })

  describe('in a small window', () => {
    it('shows some lines and counts the rest', () => {
      const terminal = new Terminal(80, 6)
      open(terminal, ...'abcdefgh')
      expect(terminal.lines).to.deep.equal(['a', 'b', 'c', '… 5 more'])
    })
    it('writes out no line that it does not show', () => {
      const terminal = new Terminal(80, 6)
      const written: number[] = []
      const area: Area = () => Array.from({ length: 200 }, (_, index) => () => `${written.push(index)}`)
      const screen = Screen.on(terminal)
      screen.open(area)
      opened.push(() => screen.close(area))
      expect(written).to.deep.equal([0, 1, 2])
    })
    it('offers one cell less than the terminal has', () => {
      const terminal = new Terminal(10)
      open(terminal, 'x'.repeat(50))
      expect(terminal.lines).to.deep.equal(['x'.repeat(9)])
    })
    it('keeps its place where a line is wider than was thought', () => {
      const terminal = new Terminal(10)
      const screen = Screen.on(terminal)
      const area: Area = () => [() => 'x'.repeat(50)]
      screen.open(area)
      opened.push(() => screen.close(area))
      expect(terminal.lines).to.deep.equal(['x'.repeat(10)])
    })
    it('finds its lines again when the window has become narrower', () => {
      const terminal = new Terminal(80)
      const { screen } = open(terminal, 'a'.repeat(70), 'b'.repeat(30))
      screen.print('first')
      terminal.resize(40)
      screen.print('second')
      expect(terminal.lines).to.deep.equal(['first', 'second', 'a'.repeat(39), 'b'.repeat(30)])
      terminal.resize(90)
      screen.print('third')
      expect(terminal.lines).to.deep.equal(['first', 'second', 'third', 'a'.repeat(70), 'b'.repeat(30)])
    })
  })

  it('lets what anybody else writes to the terminal pass above', () => {
    const screen = new URL('../../../plugins/log/screen.ts', import.meta.url).href
    const program = `
      process.stdout.isTTY = true
      const { Screen } = await import(${JSON.stringify(screen)})
      const write = process.stdout.write
      const area = () => [() => 'area']
      Screen.on(process.stdout).open(area)
      console.log('from a plugin')
      process.stdout.write(Buffer.from('bytes, and half a line'))
      console.log('the other half')
      Screen.on(process.stdout).draw()
      process.stdout.write('done\\n')
      Screen.on(process.stdout).close(area)
      if (process.stdout.write !== write) console.log('the terminal was not given back')
    `
    const terminal = new Terminal()
    terminal.write(
      execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
        encoding: 'utf8',
      }),
    )
    expect(terminal.lines).to.deep.equal([
      'from a plugin',
      'bytes, and half a line',
      'the other half',
      'done',
    ])
  })

  it('keeps every printed line, whatever happens in between', () => {
    const step = fc.oneof(
      fc.record({ print: fc.stringMatching(/^[a-z]{1,30}$/) }),
      fc.record({ area: fc.array(fc.stringMatching(/^[a-z]{0,60}$/), { maxLength: 5 }) }),
      fc.record({ width: fc.integer({ min: 40, max: 100 }) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), steps => {
        const terminal = new Terminal(100, 50)
        const { screen, shown, close } = open(terminal)
        const printed: string[] = []
        for (const each of steps) {
          if ('print' in each) {
            printed.push(each.print)
            screen.print(each.print)
          } else if ('area' in each) {
            shown.lines = each.area
            screen.draw()
          } else terminal.resize(each.width)
        }
        close()
        expect(terminal.lines).to.deep.equal(printed)
      }),
    )
  })
})

const pause = (milliseconds: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, milliseconds))

async function untilShown(terminal: Terminal, text: string): Promise<void> {
  while (!terminal.lines.includes(text)) await pause(10)
}
