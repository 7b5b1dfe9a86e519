#pragma once
/// The rules of the house that everything which writes to people needs.  Pure.

#include "base/digest.h"
#include "config/config.h"
#include "config/templates.h"

namespace list {

/// All references must outlive it.
struct House {
    const config::Config& config;
    const config::Templates& templates;
    const base::Key& key;
};

}  // namespace list
