// What `continuo complete` found out, to be read by a machine.

import Completion
import Foundation
import Music

extension CompletionReport {
  /// One JSON object; times in seconds, notes in ticks of the prompt, likelihoods in nats.
  func json(_ files: TakeFiles) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(ReportDocument(self, files)), as: UTF8.self)
  }
}

private struct ReportDocument: Encodable {
  struct Seconds: Encodable { let loading, firstNote, total: Double }

  struct Note: Encodable {
    let onset, duration, pitch, velocity: Int
    /// Counted from zero among the take's tracks.
    let track: Int
  }

  struct Pedal: Encodable { let onset, duration: Int }

  struct Bar: Encodable {
    /// Counted from 1.
    let number: Int
    let onset, end, numerator, denominator: Int
    let hands: [String]
  }

  struct Take: Encodable {
    let number: Int
    let seed: UInt64
    let file: String
    let logLikelihood, logLikelihoodPerNote: Double
    /// Other than those of the options where a take had to differ from the others.
    let temperature, similarity: Double
    let topP: Double?
    /// In passages of the training music; nil where that is not known.
    let notesFound: Int?
    let notes: [Note]
    let pedals: [Pedal]
    let tokens: [Int]
  }

  let prompt, model, picture: String
  let options: CompletionOptions
  let seconds: Seconds
  let ticksPerQuarter, promptTokens: Int
  let bars: [Bar]
  let takes: [Take]

  init(_ report: CompletionReport, _ files: TakeFiles) {
    (prompt, model) = (report.promptPath, report.modelPath)
    picture = files.pictureURL.relativePath
    options = report.options
    seconds = Seconds(
      loading: report.loading.seconds, firstNote: (report.firstNote ?? report.total).seconds,
      total: report.total.seconds)
    ticksPerQuarter = report.given.score.ticksPerQuarter
    promptTokens = report.promptTokens
    bars = report.bars.map { number, bar, hands in
      Bar(
        number: number + 1, onset: bar.onset.value, end: bar.end.value, numerator: bar.numerator,
        denominator: bar.denominator, hands: hands.map(\.rawValue))
    }
    takes = report.takes.map { take in
      Take(
        number: take.number, seed: take.seed, file: files.url(take: take.number).relativePath,
        logLikelihood: take.logLikelihood, logLikelihoodPerNote: take.logLikelihoodPerNote,
        temperature: take.record.options.sampling.temperature,
        similarity: take.record.options.sampling.similarity,
        topP: take.record.options.sampling.topP,
        notesFound: report.originality(take)?.found,
        notes: take.tracks.enumerated().flatMap { track, music in
          music.notes.map {
            Note(
              onset: $0.onset.value, duration: $0.duration.value, pitch: Int($0.pitch.number),
              velocity: Int($0.velocity.value), track: track)
          }
        },
        pedals: take.tracks.flatMap(\.pedals).map {
          Pedal(onset: $0.onset.value, duration: $0.duration.value)
        },
        tokens: take.tokens.map { Int($0.id) })
    }
  }
}
