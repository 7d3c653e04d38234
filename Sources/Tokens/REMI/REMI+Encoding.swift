// From a score to tokens.

import Music

extension REMI {
  /// The tokens of a score, without those of its begin and end.
  ///
  /// Where all programs share a stream, the ids that MidiTok gives the score; otherwise those it
  /// gives when all tracks but the drums are merged into one piano track. Every bar has tokens, the
  /// empty ones too, but where rests have tokens.
  public func encode(_ score: Score) -> [Token] {
    if configuration.isOneStream {
      let score = GridScore(score, tables, .tracks)
      return stream(score, track: nil)
    }
    let score = GridScore(score, tables, .onePiano)
    guard isPlain else { return stream(score, track: 0) }
    var encoder = PianoEncoder(remi: self, grid: score.grid)
    let piano = score.tracks[0]
    encoder.tokens.reserveCapacity(piano.notes.count * 4 + 64)
    encoder.encode(notes: piano.notes, pedals: piano.pedals, tempos: score.tempos)
    return encoder.tokens
  }

  /// The tokens of a score as MidiTok gives them: a sequence for each track that has something to
  /// say, at least one; one sequence where all programs share a stream.
  public func encodeTracks(_ score: Score) -> [[Token]] {
    if configuration.isOneStream { return [encode(score)] }
    let score = GridScore(score, tables, .tracks)
    if score.tracks.isEmpty { return [stream(score, track: nil)] }
    return score.tracks.indices.map { stream(score, track: $0) }
  }

  /// Whether the tokens are only those of one piano's bars, tempos, pedals and notes.
  private var isPlain: Bool {
    !configuration.useRests && !configuration.useChords && !configuration.usePrograms
  }

  private func stream(_ score: GridScore, track: Int?) -> [Token] {
    var encoder = EventEncoder(remi: self, grid: score.grid)
    encoder.encode(score.events(of: track, configuration))
    return encoder.tokens
  }
}
