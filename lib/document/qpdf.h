#pragma once
/// qpdf's headers, as its users here need them.

#define POINTERHOLDER_TRANSITION 4  // qpdf's own pointers are std::shared_ptr alone

// qpdf's header of JSON is no C++20 to clang (a member of its own incomplete type is destroyed in it), and nothing of it is used.
#define JSON_HH
class JSON;

#include <qpdf/QPDF.hh>
#include <qpdf/QPDFAcroFormDocumentHelper.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
