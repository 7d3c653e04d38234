// Where things stand in one panel of a picture.

import Music

/// Where bars, pitches and the pedal stand in one panel of a picture; all panels are alike.
struct PanelLayout {
  let window: Window
  /// The left and right edges of the music.
  let left = 58.0
  let right: Double
  /// The upper edge of the music; above it stand label and bar numbers.
  let top = 38.0
  let row: Double
  let hasPedal: Bool

  init(_ window: Window, width: Double, hasPedal: Bool) {
    self.window = window
    self.hasPedal = hasPedal
    right = width - 14
    row = min(9, max(3.5, 250 / Double(window.pitches.count)))
  }

  /// How wide a panel is whose music is as wide as a share of that of a panel of `width`.
  static func width(of share: Double, in width: Double) -> Double {
    margins + (width - margins) * share
  }

  private static let margins = 58.0 + 14

  /// The lower edge of the music.
  var bottom: Double { top + row * Double(window.pitches.count) }
  var pedalTop: Double { bottom + 4 }
  var pedalHeight: Double { 5 }
  var height: Double { bottom + (hasPedal ? 13 : 0) + 18 }

  func x(_ tick: Tick) -> Double {
    let span = Double((window.end - window.start).value)
    let share = Double((tick - window.start).value) / span
    return left + (right - left) * min(1, max(0, share))
  }

  /// The upper edge of a pitch's row.
  func y(_ pitch: Int) -> Double { top + row * Double(window.pitches.upperBound - pitch) }
}
