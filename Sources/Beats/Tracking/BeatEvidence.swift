// How likely an onset is at each place of a beat.

import Foundation

/// Where in a bar a moment is, as far as onsets tell.
enum BeatPosition: Int, CaseIterable {
  case downbeat, halfBar, beat, half, third, quarter, between

  /// - Parameters:
  ///   - frame: Frames since beat number `beat` of a bar of `beats`, of a beat of `period` frames.
  init(frame: Int, period: Int, beat: Int, beats: Int) {
    let (frames, length) = (Double(frame), Double(period))
    let near = max(1, 0.06 * length)
    func isNear(_ share: Double, _ width: Double) -> Bool {
      abs(frames - share * length) <= width
    }
    if isNear(0, near) || isNear(1, near) {
      let nearest = frames * 2 < length ? beat : (beat + 1) % beats
      self = nearest == 0 ? .downbeat : beats == 4 && nearest == 2 ? .halfBar : .beat
    } else if isNear(0.5, near) {
      self = .half
    } else if isNear(1 / 3.0, 0.7 * near) || isNear(2 / 3.0, 0.7 * near) {
      self = .third
    } else if isNear(0.25, 0.7 * near) || isNear(0.75, 0.7 * near) {
      self = .quarter
    } else {
      self = .between
    }
  }
}

/// Log likelihoods of what is heard in a frame, for each place.
///
/// The tables were counted in 300 performances that were made of the training part of the open
/// scores: tempo drifting and breathing, notes up to 40 ms off (`Documentation/rubato.md`).
enum BeatEvidence {
  /// The share of frames in which something begins.
  private static let rates = [0.30446, 0.27705, 0.2929, 0.17869, 0.07036, 0.08662, 0.0213]

  /// For each feature and place how likely each class is.
  private static let shares: [[[Double]]] = [
    [
      [0.1386, 0.3342, 0.2313, 0.2958], [0.225, 0.3263, 0.2108, 0.2379],
      [0.2369, 0.2774, 0.212, 0.2737], [0.5051, 0.2716, 0.1092, 0.114],
      [0.4774, 0.3098, 0.1119, 0.101], [0.7431, 0.2079, 0.0238, 0.0251],
      [0.7322, 0.1863, 0.0517, 0.0298],
    ],
    [
      [0.4117, 0.2942, 0.2942], [0.2342, 0.3092, 0.4567], [0.1741, 0.3143, 0.5116],
      [0.0983, 0.2293, 0.6724], [0.0623, 0.2032, 0.7345], [0.0348, 0.1476, 0.8176],
      [0.0654, 0.1856, 0.749],
    ],
    [
      [0.1843, 0.5443, 0.2714], [0.1104, 0.6598, 0.2298], [0.1701, 0.5673, 0.2627],
      [0.2115, 0.6605, 0.128], [0.2428, 0.6728, 0.0844], [0.3389, 0.6333, 0.0278],
      [0.4013, 0.5084, 0.0904],
    ],
    [
      [0.0884, 0.4187, 0.4929], [0.1643, 0.3786, 0.4571], [0.2057, 0.5376, 0.2567],
      [0.5582, 0.3642, 0.0777], [0.629, 0.3363, 0.0347], [0.8479, 0.1373, 0.0148],
      [0.7447, 0.1989, 0.0564],
    ],
  ]

  /// How much a feature counts: they are not independent.
  private static let weight = 0.7

  static let silence = rates.map { Float(log(1 - $0)) }

  static func of(_ onset: HeardOnset) -> [Float] {
    BeatPosition.allCases.map { place in
      let features = zip(shares, onset.features).reduce(0) {
        $0 + log($1.0[place.rawValue][$1.1])
      }
      return Float(log(rates[place.rawValue]) + weight * features)
    }
  }
}
