import { expect } from 'chai'
import { quietView, viewFor } from '../../../src/commands/council/view.ts'
import { goodCourse, memberOf, plain } from './support.ts'

class Screen {
  now = 0
  readonly written: string[] = []

  view(columns: number | undefined, rows = 24) {
    const write = (text: string): void => void this.written.push(text)
    return viewFor({ write, colors: plain, columns, rows, now: () => this.now })
  }

  get text(): string {
    return this.written.join('')
  }

  /** What stands on the screen. */
  get last(): string {
    return this.text.split('\u001B[J').at(-1) ?? ''
  }
}

const start = { at: 0, type: 'member_started', member: memberOf('a') } as const

describe('a council on a terminal', () => {
  it('is redrawn in its place, ten times a second at most', () => {
    const screen = new Screen()
    const view = screen.view(80)
    view.show(start)
    const drawn = screen.written.length
    for (screen.now = 1; screen.now < 100; screen.now += 10) view.tick()
    expect(screen.written).to.have.length(drawn)
    screen.now = 100
    view.tick()
    expect(screen.text).to.equal('⠋ sim:a  0.0s\n\u001B[1A\r\u001B[J⠙ sim:a  0.1s\n')
  })
  it('stays when it ends, whatever happens then', () => {
    const screen = new Screen()
    const view = screen.view(80)
    for (const event of goodCourse()) view.show(event)
    view.end()
    const { text } = screen
    expect(screen.last).to.contain('ranking').and.contain('sim:a writes the answer')
    view.show(start)
    view.tick()
    view.end()
    view.aside(() => {})
    expect(screen.text).to.equal(text)
  })
  it('lets others write above it', () => {
    const screen = new Screen()
    const view = screen.view(80)
    view.show(start)
    view.aside(() => screen.written.push('warning\n'))
    expect(screen.text).to.match(/\[1A\r.\[Jwarning\n⠋ sim:a {2}0\.0s\n$/u)
  })
  it('is cut to the screen', () => {
    const screen = new Screen()
    const view = screen.view(40, 5)
    for (const event of goodCourse()) view.show(event)
    view.end()
    const last = screen.last.split('\n')
    expect(last).to.have.length(4)
    expect(Math.max(...last.map(line => line.length))).to.be.below(40)
  })
})

describe('a council in a file', () => {
  it('is one line for each event', () => {
    for (const columns of [undefined, 20]) {
      const screen = new Screen()
      const view = screen.view(columns)
      for (const event of goodCourse()) view.show(event)
      view.tick()
      view.aside(() => {})
      view.end()
      expect(screen.written).to.have.length(8)
      expect(screen.text).not.to.contain('\u001B')
    }
  })
  it('is nothing where nobody wants to see it, though others may write', () => {
    let hasWritten = false
    quietView.show(start)
    quietView.tick()
    quietView.aside(() => {
      hasWritten = true
    })
    quietView.end()
    expect(hasWritten).to.equal(true)
  })
})
