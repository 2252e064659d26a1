// The app's pictures as SVG: the app icon, and the tray's by state, panel and size. Drawn for the pixel grid of 16 and of 22, so that
// lines are sharp on a panel; 32 and 44 are the same at double density. Turning them into PNG is ../icons.mjs's.

const states = ['idle', 'working', 'waiting', 'paused', 'attention', 'problem']
const panels = {
  dark: { line: '#f4f5f7', attention: '#f7bd45', problem: '#ff7a6b' },
  light: { line: '#25272c', attention: '#9c6100', problem: '#c2301d' },
}

/** The sizes a Linux desktop looks for under hicolor. */
const appSizes = [16, 32, 48, 64, 128, 256, 512]

/** Measures of one grid, each on whole pixels where it can be. `swell`: how far the water rises and falls. */
const grids = {
  16: { centre: 8, radius: 6.25, line: 1.5, swell: 0.9, dot: 2.5, barHeight: 6, mark: [2, 5, 9, 12.5], arm: 2.75 },
  22: { centre: 11, radius: 8.25, line: 1.5, swell: 1.1, dot: 3.25, barHeight: 8, mark: [2, 7, 12.5, 17], arm: 3.25 },
}

function ring({ centre, radius, line }, colour) {
  return `<circle cx="${centre}" cy="${centre}" r="${radius}" fill="none" stroke="${colour}" stroke-width="${line}"/>`
}

/** Calm water in a porthole: the lower half of a disc, its surface one slow swell. */
function water(centre, radius, swell, colour) {
  const left = centre - radius
  const bend = radius * 0.5
  const y = centre + swell * 0.4
  const surface = `M${left} ${y} C${left + bend} ${y - 2 * swell} ${centre - bend} ${y - 2 * swell} ${centre} ${y} S${centre + bend} ${y + 2 * swell} ${centre + radius} ${y}`
  return `<clipPath id="glass"><circle cx="${centre}" cy="${centre}" r="${radius}"/></clipPath>
    <path d="${surface} V${centre + radius} H${left} Z" fill="${colour}" clip-path="url(#glass)"/>`
}

function idle(grid, colour) {
  return `${ring(grid, colour)}${water(grid.centre, grid.radius, grid.swell, colour)}`
}

function working(grid, colour) {
  const { centre, dot } = grid
  return `${ring(grid, colour)}<circle cx="${centre}" cy="${centre}" r="${dot}" fill="${colour}"/>`
}

function paused(grid, colour) {
  const { centre, barHeight } = grid
  const bars = [centre - 3, centre + 1]
    .map((x) => `<rect x="${x}" y="${centre - barHeight / 2}" width="2" height="${barHeight}"/>`)
    .join('')
  return `${ring(grid, colour)}<g fill="${colour}">${bars}</g>`
}

/** A filled triangle with the mark cut out of it. */
function attention({ centre, radius, mark }, colour) {
  const top = centre - radius + 0.25
  const bottom = centre + radius - 0.75
  const side = radius * 0.98
  const [width, from, to, dot] = mark
  const bar = (y, height) =>
    `<rect x="${centre - width / 2}" y="${y}" width="${width}" height="${height}" rx="0.5" fill="black"/>`
  return `<mask id="cut"><rect width="100%" height="100%" fill="white"/>${bar(from, to - from)}${bar(dot - width, width)}</mask>
    <path d="M${centre} ${top} L${centre + side} ${bottom} L${centre - side} ${bottom} Z" fill="${colour}"
      stroke="${colour}" stroke-width="1.5" stroke-linejoin="round" mask="url(#cut)"/>`
}

/** A filled disc with the cross cut out of it. */
function problem({ centre, radius, line, arm }, colour) {
  const near = centre - arm
  const far = centre + arm
  return `<mask id="cut"><rect width="100%" height="100%" fill="white"/>
    <path d="M${near} ${near} L${far} ${far} M${far} ${near} L${near} ${far}" stroke="black" stroke-width="1.8"/></mask>
    <circle cx="${centre}" cy="${centre}" r="${radius + line / 2}" fill="${colour}" mask="url(#cut)"/>`
}

function glyph(state, grid, colours) {
  switch (state) {
    case 'idle':
      return idle(grid, colours.line)
    case 'waiting':
      return `<g opacity="0.55">${idle(grid, colours.line)}</g>`
    case 'working':
      return working(grid, colours.line)
    case 'paused':
      return paused(grid, colours.line)
    case 'attention':
      return attention(grid, colours.attention)
    case 'problem':
      return problem(grid, colours.problem)
    default:
      throw new Error(`no drawing of ${state}`)
  }
}

/** The app icon: the same porthole on a plate, without gradient or shadow. */
function appIcon() {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">
    <rect x="32" y="32" width="448" height="448" rx="104" fill="#173f52"/>
    <circle cx="256" cy="256" r="146" fill="none" stroke="#f3f6f5" stroke-width="28"/>
    ${water(256, 112, 13, '#86cfc0')}
  </svg>`
}

/** Every picture: { file, pixels, svg }, the file relative to resources/. */
export function drawings() {
  const tray = states.flatMap((state) =>
    Object.entries(panels).flatMap(([panel, colours]) =>
      [16, 22, 32, 44].map((pixels) => {
        const size = pixels % 16 === 0 ? 16 : 22
        const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}">${glyph(state, grids[size], colours)}</svg>`
        return { file: `tray/${state}-${panel}-${pixels}.png`, pixels, svg }
      }),
    ),
  )
  const app = appSizes.map((pixels) => ({ file: `app/${pixels}x${pixels}.png`, pixels, svg: appIcon() }))
  return [{ file: 'icon.png', pixels: 512, svg: appIcon() }, ...app, ...tray]
}
