#pragma once
/// The rules of the house that everything which writes to people needs.  Pure.

#include "base/digest.h"
#include "config/config.h"
#include "config/templates.h"

#include <memory>

namespace document {
class Readings;
}

namespace list {

/// All references must outlive it.
struct House {
    const config::Config& config;
    const config::Templates& templates;
    const base::Key& key;
    document::Readings* readings = nullptr;  ///< of attached documents; without it none are read
};

/// The same, kept: what does not change while one message or request is handled.
struct Rules {
    std::shared_ptr<const config::Config> config;
    std::shared_ptr<const config::Templates> templates;
    base::Key key{};

    [[nodiscard]] House house() const { return {.config = *config, .templates = *templates, .key = key}; }
};

}  // namespace list
