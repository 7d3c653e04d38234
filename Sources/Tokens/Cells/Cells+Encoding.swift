// Music in two hands becomes a piece in cells.

import Music

extension Cells {
  /// A piece for two hands, each bar of the score a bar of the tokens: the one way in which music
  /// is laid on bars and rounded, for datasets and for what is to be completed. Linear in the
  /// numbers of notes and bars.
  ///
  /// - Parameters:
  ///   - score: Gives metres and pedals; its own notes are not read.
  ///   - right, left: The notes of the hands, in the score's ticks.
  ///   - bars: Counted from the score's first, from zero; without them the piece goes from there to
  ///     the last bar in which a note begins, the pedal moves or the metre changes.
  ///   - dynamics: Whether velocities are written; without it, whether there are two different
  ///     ones.
  ///   - pedals: Whether the pedal is written; without it, whether there is any.
  public func encode(
    _ score: Score, right: [Note], left: [Note], bars: Range<Int>? = nil, dynamics: Bool? = nil,
    pedals: Bool? = nil
  ) -> CellPiece {
    let lines = BarLines(score)
    let pedal = score.tracks.filter { !$0.isDrums }.flatMap(\.pedals)
    let ends = (right + left).map(\.onset) + pedal.map(\.end) + score.metres.map(\.onset)
    // What is rounded up may come to stand in one bar more.
    let all = 0..<lines.index(at: ends.max() ?? .zero) + 2
    let layout = BarLayout(score, lines, bars: bars ?? all, self)
    let hands = [right, left].map { layout.notes($0.sorted()) }
    let hasDynamics = dynamics ?? (Set(hands.joined().map(\.velocity)).count > 1)
    let hasPedals = pedals ?? !pedal.isEmpty
    let blocks = GridBlocks(
      hands.map { Track(notes: $0) } + [Track(pedals: hasPedals ? layout.pedals(pedal) : [])],
      layout, self)
    let count = bars?.count ?? max(blocks.count, layout.lastChange + 1)
    let contents = blocks.contents(bars: count, hasDynamics: hasDynamics)
    let written = zip(layout.bars, contents).map { bar, content in
      CellPiece.Bar(
        metre: bar.metre.token, right: content[0], left: content[1], pedal: content[2])
    }
    return CellPiece(
      hasDynamics: hasDynamics, hasPedals: hasPedals, bars: written, isWhole: bars == nil, self)
  }
}

/// What stands in each block, on the grid of a layout.
private struct GridBlocks {
  private let cells: Cells
  private let tracks: [GridTrack]
  /// Where the bars begin, and the last ends, in the grid's ticks.
  private var onsets = [0]
  private let ticksPerPosition: [Int]

  /// - Parameter tracks: One for each block.
  init(_ tracks: [Track], _ layout: BarLayout, _ cells: Cells) {
    self.cells = cells
    let laid = Score(
      ticksPerQuarter: layout.ticksPerQuarter, tracks: [], metres: layout.metres)
    let tables = cells.remi.tables
    let grid = TimeGrid(laid, tables)
    self.tracks = tracks.map { GridTrack([$0], program: 0, .mergedInFile, tables, grid) }
    let ticksPerBeat = layout.bars.map { grid.ticksPerQuarter * 4 / $0.metre.denominator }
    ticksPerPosition = ticksPerBeat.map { max(1, $0 / cells.positionsPerBeat) }
    for (bar, ticks) in zip(layout.bars, ticksPerBeat) {
      onsets.append(onsets[onsets.count - 1] + ticks * bar.metre.numerator)
    }
  }

  /// How many bars there are up to the last that says something.
  var count: Int {
    let last = tracks.map { max($0.notes.last?.onset ?? -1, $0.pedals.last ?? -1) }.max() ?? -1
    return onsets.lastIndex { $0 <= last }.map { $0 + 1 } ?? 0
  }

  /// For each bar the tokens of its blocks; what is behind the last bar is left out.
  func contents(bars count: Int, hasDynamics: Bool) -> [[[Token]]] {
    var contents = [[[Token]]](
      repeating: Array(repeating: [], count: tracks.count), count: count)
    for (block, track) in tracks.enumerated() {
      var (bar, last) = (0, -1)
      for (onset, said) in events(of: track, hasDynamics) {
        while bar < count, onsets[bar + 1] <= onset { bar += 1 }
        if bar == count { break }
        if onset != last {
          let position = (onset - onsets[bar]) / ticksPerPosition[bar]
          contents[bar][block].append(Token(cells.positionIDs.lowerBound + position))
        }
        contents[bar][block] += said
        last = onset
      }
    }
    return contents
  }

  /// What a hand or the pedal says, in its order.
  private func events(
    of track: GridTrack, _ hasDynamics: Bool
  ) -> [(onset: Int, tokens: [Token])] {
    let layout = cells.remi.layout
    return track.pedals.enumerated().map { index, onset in
      let ids = index.isMultiple(of: 2) ? layout.pedalsOn : layout.pedalsOff
      return (onset, [Token(ids.lowerBound)])
    } + track.notes.map { ($0.onset, tokens(of: $0, hasDynamics)) }
  }

  private func tokens(of note: GridNote, _ hasDynamics: Bool) -> [Token] {
    let layout = cells.remi.layout
    let pitch = Token(layout.pitches.lowerBound + note.pitch)
    let velocity = Token(layout.velocities.lowerBound + note.velocity)
    let duration = Token(layout.durations.lowerBound + note.duration)
    return hasDynamics ? [pitch, velocity, duration] : [pitch, duration]
  }
}
