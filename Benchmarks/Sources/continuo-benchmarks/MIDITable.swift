// The tables of how fast MIDI files become scores and tokens.

import Rendering

/// What the peer says of itself and of the files before anything is timed.
struct MIDIPeerOpening: Decodable {
  let symusic: String
  let miditok: String
  /// The files that it cannot use.
  let refused: [Int]
  let notes: [Int]
  let checksums: [Int]
}

extension MusicFiles {
  /// A table for each kind of work, ours beside the peer's where there is one.
  func tables(_ rates: [MIDIKey: Rates], _ opening: MIDIPeerOpening?) -> [Table] {
    MIDIWork.allCases.map { work in
      let peer = rates[MIDIKey(work: work, worker: .peer)]
      var table = Table(
        title(work, opening),
        columns: ["program", "threads", "files/s", "best", "MB/s", "notes/s", "ratio"])
      func add(_ program: String, threads: Int, _ rate: Rates) {
        table.add(
          .text(program), .count(threads), .number(rate.median * Double(count)),
          .number(rate.best * Double(count)),
          .number(rate.median * Double(byteCount) * 1e-6, digits: 1),
          .number(rate.median * Double(noteCount)),
          peer.map { .number(rate.median / $0.median, digits: 2) } ?? .none)
      }
      if let peer { add(work == .read ? "symusic" : "MidiTok", threads: 1, peer) }
      let ours = rates.compactMap { key, rate -> (threads: Int, Rates)? in
        guard key.work == work, case .continuo(let threads) = key.worker else { return nil }
        return (threads, rate)
      }
      for (threads, rate) in ours.sorted(by: { $0.threads < $1.threads }) {
        add("continuo", threads: threads, rate)
      }
      return table
    }
  }

  private func title(_ work: MIDIWork, _ opening: MIDIPeerOpening?) -> String {
    let symusic = opening.map { ", symusic \($0.symusic)" } ?? ""
    let miditok = opening.map { ", MidiTok \($0.miditok)" } ?? ""
    return switch work {
    case .read: "MIDI bytes to scores\(symusic)"
    case .encode: "Scores to REMI tokens\(miditok)"
    case .tokens: "MIDI bytes to REMI tokens\(miditok)\(symusic)"
    }
  }
}
