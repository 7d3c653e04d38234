// The same music in another key, louder or softer, faster or slower, as tokens.

import Music
import Tokens

extension Tokenizer {
  /// The semitones by which no pitch leaves the vocabulary, zero among them; nil without pitches,
  /// and for rows that name the roots of chords, which stay in their key.
  public func transpositions(of tokens: [Token]) -> ClosedRange<Int>? {
    if case .rows(let rows) = self, rows.configuration.namesChordRoots { return nil }
    let ids = pitches
    let found = tokens.lazy.map { Int($0.id) }.filter(ids.contains)
    guard let lowest = found.min(), let highest = found.max() else { return nil }
    return ids.lowerBound - lowest...ids.upperBound - 1 - highest
  }

  /// The ids of pitches.
  private var pitches: Range<Int> {
    switch self {
    case .remi(let remi): remi.layout.pitches
    case .cells(let cells): cells.remi.layout.pitches
    case .rows(let rows): rows.pitches
    }
  }

  /// The percentages of which no velocity leaves the vocabulary's range, 100 among them; nil
  /// without velocities and for rows, whose velocities stay.
  public func velocityPercents(of tokens: [Token]) -> ClosedRange<Int>? {
    remi?.velocityPercents(of: tokens)
  }

  /// The percentages of which no tempo leaves the vocabulary's range, 100 among them; nil without
  /// tempos and for rows, whose tempos stay.
  public func tempoPercents(of tokens: [Token]) -> ClosedRange<Int>? {
    remi?.tempoPercents(of: tokens)
  }

  /// All pitches some semitones higher; padding where one leaves the vocabulary.
  public func transposed(_ tokens: [Token], by semitones: Int) -> [Token] {
    switch self {
    case .remi(let remi): mapped(tokens, remi.transposition(by: semitones))
    case .cells(let cells): mapped(tokens, cells.remi.transposition(by: semitones))
    case .rows(let rows): mapped(tokens, rows.transposition(by: semitones))
    }
  }

  /// So many percent of all velocities, each the nearest that has a token.
  public func scaled(_ tokens: [Token], velocityPercent percent: Int) -> [Token] {
    mapped(tokens, remi?.velocityScaling(percent: percent) ?? [])
  }

  /// So many percent of all tempos, each the nearest that has a token.
  public func scaled(_ tokens: [Token], tempoPercent percent: Int) -> [Token] {
    mapped(tokens, remi?.tempoScaling(percent: percent) ?? [])
  }

  private func mapped(_ tokens: [Token], _ table: [Token]) -> [Token] {
    tokens.map { Int($0.id) < table.count ? table[Int($0.id)] : $0 }
  }

  /// A whole piece played at so many percent of its speed between bars that stay as they are, for
  /// music whose bars are nothing but time: onsets and durations grow shorter or longer and are
  /// rounded as in encoding.
  public func stretched(_ piece: [Token], speedPercent percent: Int) -> [Token] {
    precondition(percent > 0, "\(percent) percent")
    let score = decode(piece).stretched(percent: percent)
    switch self {
    case .remi(let remi): return [remi.beginToken] + remi.encode(score) + [remi.endToken]
    case .cells(let cells):
      let header = piece.prefix(headerCount)
      return cells.encode(
        score, right: score.tracks[0].notes, left: score.tracks[1].notes,
        dynamics: header.contains(cells.dynamicsToken(true)),
        pedals: header.contains(cells.pedalsToken(true))
      ).tokens(cells)
    case .rows(let rows): return rows.encode(score)
    }
  }
}

extension Score {
  /// The same notes and pedals at so many percent of their speed, exactly: a quarter has as many
  /// times more ticks.
  fileprivate func stretched(percent: Int) -> Score {
    func time(_ tick: Tick) -> Tick { Tick(tick.value * 100) }
    let played = tracks.map { track in
      Track(
        name: track.name, channel: track.channel, program: track.program,
        notes: track.notes.map {
          Note(
            onset: time($0.onset), duration: time($0.duration), pitch: $0.pitch,
            velocity: $0.velocity)
        },
        pedals: track.pedals.map { Pedal(onset: time($0.onset), duration: time($0.duration)) })
    }
    return Score(
      ticksPerQuarter: ticksPerQuarter * percent, tracks: played,
      tempos: tempos.filter { $0.onset == .zero }, metres: metres.filter { $0.onset == .zero })
  }
}
