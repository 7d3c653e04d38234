// The elements of an XML document, as Foundation reads them.

import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Collects the elements of a document.
final class XMLElements: NSObject, XMLParserDelegate {
  struct Element {
    var name: String
    /// The class of the element around this one.
    var group: String
    var attributes: [String: String]
    var text = ""
  }

  private(set) var all: [Element] = []
  private var open: [Int] = []

  /// nil when the document is not well-formed.
  init?(_ document: String) {
    super.init()
    let parser = XMLParser(data: Data(document.utf8))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    let group = open.last.flatMap { all[$0].attributes["class"] } ?? ""
    open.append(all.count)
    all.append(Element(name: name, group: group, attributes: attributes))
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    open.removeLast()
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if let last = open.last { all[last].text += text }
  }

  /// The elements of a class, in a group of the given class if one is given.
  func ofClass(_ name: String, in group: String? = nil) -> [Element] {
    all.filter { $0.attributes["class"] == name && (group == nil || $0.group == group) }
  }
}
