// What has been understood of a sequence of tokens.

import Music

/// What has been understood of a sequence of tokens.
package struct REMIDecoder {
  package private(set) var tempos: [Tempo] = []
  package private(set) var clock: ReadingClock
  private let remi: REMI
  /// Whether all that is played belongs to one track, whatever the tokens say of programs.
  private let isOneTrack: Bool
  private var parts: [Part] = []
  private var program = 0

  package init(_ remi: REMI, _ tokens: [Token], isOneTrack: Bool = false) {
    self.remi = remi
    self.isOneTrack = isOneTrack || !remi.configuration.usePrograms
    // The first metre holds from the start, wherever it stands before the first note.
    let first = tokens.first {
      guard Int($0.id) < remi.layout.count else { return false }
      return [.timeSignature, .pitch, .drumPitch, .velocity, .duration, .pedalOn]
        .contains(remi.kind(of: $0))
    }
    let metres = remi.layout.timeSignatures
    let metre = first.map { Int($0.id) }.flatMap { metres.contains($0) ? $0 : nil }
    clock = ReadingClock(remi.tables, first: metre.map { $0 - metres.lowerBound })
    guard self.isOneTrack else { return }
    let player = tokens.first {
      Int($0.id) < remi.layout.count && remi.layout.programs.contains(Int($0.id))
    }
    var part = Part(program: player.map { remi.program(of: $0) } ?? 0)
    part.notes.reserveCapacity(tokens.count / 3)
    parts = [part]
  }

  package mutating func read(_ tokens: [Token], at index: Int) {
    let (id, layout) = (Int(tokens[index].id), remi.layout)
    guard id < layout.count else { return }
    switch remi.kind(of: tokens[index]) {
    case .bar: clock.openBar()
    case .position: clock.go(toPosition: id - layout.positions.lowerBound)
    case .rest: clock.rest(id - layout.rests.lowerBound)
    case .timeSignature: clock.change(toMetre: id - layout.timeSignatures.lowerBound)
    case .tempo:
      tempos.append(clock.tempo(id - layout.tempos.lowerBound))
      clock.hear()
    case .program: program = remi.program(of: tokens[index])
    case .pedalOn:
      let part = part(of: remi.program(of: tokens[index]))
      parts[part].pedalOnset = parts[part].pedalOnset ?? clock.tick
    case .pedalOff:
      parts[part(of: remi.program(of: tokens[index]))].releasePedal(at: clock.tick)
    case .pitch:
      readNote(
        tokens, at: index, id - layout.pitches.lowerBound + remi.configuration.pitchRange.lowerBound
      )
    case .drumPitch:
      let lowest = remi.configuration.drumPitchRange?.lowerBound ?? 0
      readNote(tokens, at: index, id - layout.drumPitches.lowerBound + lowest)
    case .special, .velocity, .duration, .chord: return
    }
  }

  private mutating func part(of program: Int) -> Int {
    isOneTrack ? 0 : parts.index(of: program)
  }

  private mutating func readNote(_ tokens: [Token], at index: Int, _ pitch: Int) {
    let layout = remi.layout
    var velocity: Int?
    var next = index + 1
    if remi.configuration.useVelocities {
      guard next < tokens.count, layout.velocities.contains(Int(tokens[next].id)) else { return }
      velocity = Int(tokens[next].id) - layout.velocities.lowerBound
      next += 1
    }
    guard next < tokens.count, layout.durations.contains(Int(tokens[next].id)) else { return }
    let duration = Int(tokens[next].id) - layout.durations.lowerBound
    let note = clock.note(pitch: pitch, velocity: velocity, duration: duration)
    parts[part(of: program)].notes.append(note)
  }

  /// The parts that play, with pedals that were never released up to the end.
  package mutating func finishedParts() -> [Part] {
    let end = max(clock.tick, parts.flatMap(\.notes).map(\.end.value).max() ?? 0)
    for index in parts.indices { parts[index].releasePedal(at: end) }
    return parts.filter { !$0.notes.isEmpty || !$0.pedals.isEmpty }
  }
}

extension REMI {
  /// The program that a program's or pedal's token says; that of the piano without programs.
  fileprivate func program(of token: Token) -> Int {
    guard configuration.usePrograms else { return 0 }
    let id = Int(token.id)
    for ids in [layout.programs, layout.pedalsOn, layout.pedalsOff] where ids.contains(id) {
      return tables.programs[id - ids.lowerBound]
    }
    return 0
  }
}
