// The beats that someone has marked in a performance.

import Music

/// The beats that someone has marked in a performance.
public struct AnnotatedBeats: Sendable {
  public struct Beat: Sendable {
    public var seconds: Double
    public var isDownbeat: Bool
    /// Where it changes.
    public var metre: BarMetre?
    /// Sharps of the key, flats if negative, where they change.
    public var sharps: Int?

    public init(seconds: Double, isDownbeat: Bool, metre: BarMetre? = nil, sharps: Int? = nil) {
      self.seconds = seconds
      self.isDownbeat = isDownbeat
      self.metre = metre
      self.sharps = sharps
    }
  }

  let beats: [Beat]

  /// - Parameter beats: In the order of their seconds, with at least two downbeats.
  public init(_ beats: [Beat]) {
    precondition(beats.count(where: \.isDownbeat) > 1, "fewer than two bars are marked")
    self.beats = beats
  }
}

extension Score {
  /// Why marked beats make no bars of a performance.
  public enum BarringError: Error, Hashable, Sendable {
    case noNotes
    case noTimeSignature
  }

  /// This performance, of which only the seconds count, on the bars that are marked in it.
  ///
  /// Between two beats time is stretched evenly, so what is early or late within a beat stays so.
  public func barred(by beats: AnnotatedBeats) throws(BarringError) -> Score {
    guard let first = tracks.compactMap({ $0.notes.first?.onset }).min() else { throw .noNotes }
    guard let bars = AnnotatedBars(beats, first: TempoMap(self).seconds(at: first)) else {
      throw .noTimeSignature
    }
    let place = placing(Alignment(points: bars.points).written)
    return Score(
      ticksPerQuarter: AnnotatedBars.ticksPerQuarter, tracks: tracks.map { $0.placed(place) },
      tempos: bars.tempos, metres: bars.metres, keys: bars.keys)
  }
}
