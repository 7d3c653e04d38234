// What a take is drawn towards without having to be it: chords, and a density.

import Music
import Tokens

/// What a take is drawn towards without having to be it, as nats that are added to logits.
///
/// *Chords.* A pitch that is not in the chord of its place loses `offChord` nats on a beat and half
/// as many between beats, where notes pass.
///
/// *Density.* Let a hand's bar, of P positions, be meant to have T notes. A position q that leaves
/// n notes before it loses (n - T q/P)^2 / 2v nats, and so does the end of the bar as q = P; one
/// note more at the same place loses what the best position after it would lose then. v is
/// `variance` times T, or that of one note where T is less. The right hand is meant to have its
/// share of the given notes; the left hand what the right has left over, and half its own share at
/// least; a hand that is alone all.
struct Leanings: Sendable {
  private static let offChord = 3.0
  private static let variance = 0.0625

  private let chords: Progression?
  private let density: Double?
  private let vocabulary: Cells

  /// nil where nothing is asked for.
  init?(_ options: SamplingOptions, _ vocabulary: Cells) {
    guard options.chords != nil || options.density != nil else { return nil }
    (chords, density) = (options.chords, options.density)
    self.vocabulary = vocabulary
  }

  /// Adds to the scores of what may come next in the draft.
  ///
  /// - Parameter ids: Of the tokens that the scores are of.
  func add(to scores: inout [Double], of ids: [Int], _ draft: UnfinishedTake) {
    guard draft.grammar.tokenAfterBlock != nil, draft.cell.block != .pedal else { return }
    let positions = draft.cell.grid.positionCount
    if let chords {
      let chord = chords.chord(inBar: draft.finishedBars, at: draft.position, of: positions)
      let isOnBeat = draft.position % vocabulary.positionsPerBeat == 0
      for index in ids.indices {
        guard case .pitch(let pitch) = vocabulary.symbols[ids[index]], !chord.contains(pitch) else {
          continue
        }
        scores[index] -= isOnBeat ? Leanings.offChord : Leanings.offChord / 2
      }
    }
    if let density {
      let aim = Aim(draft.notesMeant(perBar: density), positions, Leanings.variance)
      let count = draft.notesOfHandInBar
      let end = draft.grammar.tokenAfterBlock.map { Int($0.id) }
      for index in ids.indices {
        if ids[index] == end {
          scores[index] -= aim.cost(of: count, at: positions)
          continue
        }
        switch vocabulary.symbols[ids[index]] {
        case .position(let position): scores[index] -= aim.cost(of: count, at: position)
        case .pitch: scores[index] -= aim.least(of: count + 1, after: draft.position)
        default: break
        }
      }
    }
  }

  /// How many notes a bar of a hand is meant to have, and what it costs to have others.
  private struct Aim {
    let notes: Double
    let positions: Int
    let twiceVariance: Double

    init(_ notes: Double, _ positions: Int, _ variance: Double) {
      (self.notes, self.positions) = (notes, max(1, positions))
      twiceVariance = 2 * variance * max(1, notes)
    }

    private func meant(before position: Int) -> Double {
      notes * Double(position) / Double(positions)
    }

    func cost(of count: Int, at position: Int) -> Double {
      let miss = Double(count) - meant(before: position)
      return miss * miss / twiceVariance
    }

    /// At the best of the positions after one.
    func least(of count: Int, after position: Int) -> Double {
      let behind = max(0, meant(before: min(position + 1, positions)) - Double(count))
      let miss = max(behind, Double(count) - notes)
      return miss * miss / twiceVariance
    }
  }
}

extension UnfinishedTake {
  /// New notes of the hand that is being written, in its bar.
  var notesOfHandInBar: Int {
    notes[hand]?.count { $0.onset >= cell.grid.bar.onset } ?? 0
  }

  /// Of new notes in a bar, how many the hand that is being written is meant to have.
  func notesMeant(perBar count: Double) -> Double {
    let isAlone = !cells.contains {
      $0.bar == cell.bar && $0.block != cell.block && $0.block != .pedal
    }
    if isAlone { return count }
    if hand == .right { return count * rightShare }
    let rest = count - Double(notesInBar - notesOfHandInBar)
    return max(rest, count * (1 - rightShare) / 2)
  }

  /// Of the given notes; no hand has so few that it falls silent.
  private var rightShare: Double {
    let (right, left) = (givenCounts[.right] ?? 0, givenCounts[.left] ?? 0)
    let share = right + left > 0 ? Double(right) / Double(right + left) : 0.5
    return min(max(share, 0.2), 0.8)
  }
}
