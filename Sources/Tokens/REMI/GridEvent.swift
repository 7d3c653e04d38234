// What happens in a stream of tokens, in the order in which it is said.

/// What happens in a stream of tokens at one time of the grid.
package struct GridEvent {
  package enum Content {
    /// Among the grid's metres.
    case metre(Int)
    /// Among the configuration's tempos.
    case tempo(Int)
    case pedalDown, pedalUp
    /// Among the configuration's chord names.
    case chord(Int)
    case note(GridNote)
  }

  package let time: Int
  /// When a note ends; of other events, their time.
  package let end: Int
  /// General MIDI program, -1 the drums; nil for what all share.
  package let program: Int?
  package let content: Content

  package init(_ time: Int, end: Int? = nil, program: Int? = nil, _ content: Content) {
    self.time = time
    self.end = end ?? time
    self.program = program
    self.content = content
  }
}

extension GridScore {
  /// The events of one track, or of all in one stream, in the order of their times; at one time
  /// metres and tempos come first, then track by track pedals, chords and notes.
  package func events(of track: Int?, _ configuration: TokenizerConfiguration) -> [GridEvent] {
    var events: [GridEvent] = []
    if configuration.useTimeSignatures {
      events += grid.metres.enumerated().map { GridEvent($1.onset, .metre($0)) }
    }
    events += tempos.map { GridEvent($0.onset, .tempo($0.index)) }
    for track in track.map({ [tracks[$0]] }) ?? tracks {
      let program = track.program
      events += track.pedals.enumerated().map {
        GridEvent($1, program: program, $0 % 2 == 0 ? .pedalDown : .pedalUp)
      }
      events += track.chords.map { GridEvent($0.onset, program: program, .chord($0.index)) }
      events += track.notes.map {
        GridEvent($0.onset, end: $0.onset + ticks(of: $0), program: program, .note($0))
      }
    }
    let order = events.indices.sorted { (events[$0].time, $0) < (events[$1].time, $1) }
    return order.map { events[$0] }
  }
}
