// Words and numbers as SVG takes them.

import Testing

@testable import Rendering

@Suite struct EscapingTests {
  @Test func whatXMLReservesIsEscapedAndWhatItForbidsReplaced() {
    #expect(escapedForXML("a<b & \"c\">'d'") == "a&lt;b &amp; &quot;c&quot;&gt;&#39;d&#39;")
    #expect(escapedForXML("左手\u{0}\u{1B}[31m\n") == "左手\u{FFFD}\u{FFFD}[31m\u{FFFD}")
  }

  @Test func numbersHaveATenthAtMost() {
    #expect(
      [0, 1, 1.04, 1.05, -0.26, 1120].map(svgNumber) == ["0", "1", "1", "1.1", "-0.3", "1120"])
    #expect([0, 0.051, 0.5, 1].map(svgShare) == [".00", ".05", ".50", "1"])
  }
}
