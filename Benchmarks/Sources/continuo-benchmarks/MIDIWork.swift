// What is measured of MIDI files: reading, tokenizing, and both.

import MIDIFile
import Music
import Tokens

/// What is done with every file; the raw value is what the peer calls it.
enum MIDIWork: String, CaseIterable {
  /// From bytes to a score.
  case read
  /// From a score to tokens.
  case encode
  /// From bytes to tokens.
  case tokens
}

/// Who does it.
enum MIDIWorker: Hashable {
  case continuo(threads: Int)
  case peer
}

struct MIDIKey: Hashable {
  let work: MIDIWork
  let worker: MIDIWorker
}

extension MusicFiles {
  /// Passes through all files.
  func workloads(
    _ options: MeasuringOptions, peer: Peer?, _ tokenizer: REMI
  ) -> [Workload<MIDIKey>] {
    MIDIWork.allCases.flatMap { work in
      var result = options.threadCounts.map { threads in
        ours(work, threads: threads, options.seconds, tokenizer)
      }
      if let peer {
        result.append(
          Workload(MIDIKey(work: work, worker: .peer)) {
            let passes: PeerPasses = try peer.ask("\(work.rawValue) \(options.seconds)")
            return passes.rate
          })
      }
      return result
    }
  }

  private func ours(
    _ work: MIDIWork, threads: Int, _ seconds: Double, _ tokenizer: REMI
  ) -> Workload<MIDIKey> {
    let expected = done(work, threads: threads, tokenizer)
    return Workload(
      MIDIKey(work: work, worker: .continuo(threads: threads)), units: 1, seconds: seconds
    ) {
      let found = done(work, threads: threads, tokenizer)
      precondition(found == expected, "\(work): \(found) instead of \(expected)")
    }
  }

  /// One pass; how many notes were read or tokens made.
  private func done(_ work: MIDIWork, threads: Int, _ tokenizer: REMI) -> Int {
    inParallel(threads) { thread in
      var sum = 0
      for file in stride(from: thread, to: count, by: threads) {
        switch work {
        case .read: sum += read(file)?.noteCount ?? 0
        case .encode: sum += tokenizer.encode(scores[file]).count
        case .tokens: sum += read(file).map { tokenizer.encode($0).count } ?? 0
        }
      }
      return sum
    }
  }

  private func read(_ file: Int) -> Score? { try? Score(midi: bytes[file]) }
}
