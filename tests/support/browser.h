#pragma once
/// A Chromium of the test's own, without a window, driven as a reader drives it: fields are focused and typed into, buttons
/// pressed, with scripts switched off. Nothing but one name leads anywhere, and that to loopback. Over the Chrome
/// DevTools Protocol.

#include "support/process.h"
#include "support/temporary_folder.h"

#include <boost/json/object.hpp>

#include <memory>
#include <string>

namespace testing_support {

class Browser {
  public:
    /// Whether there is one. `why` says what is missing.
    [[nodiscard]] static bool is_possible(std::string& why);

    /// `host` is at that port of loopback. Throws when it does not start within 30 s.
    Browser(const std::string& host, int port);
    Browser(const Browser&) = delete;
    Browser& operator=(const Browser&) = delete;
    ~Browser();

    /// Until it is shown.
    void open(const std::string& url);
    /// Behind what the field of that name holds.
    void type(const std::string& field, const std::string& text);
    /// The one that a selector names, by Enter or by a space; Enter on a button waits for the next page.
    void press_enter(const std::string& selector);
    void press_space(const std::string& selector);
    [[nodiscard]] std::string page();  ///< as HTML

  private:
    struct Wire;

    boost::json::object ask(const char* method, boost::json::object parameters = {});
    void wait_for(const char* event);
    void focus(const std::string& selector);
    void press(const boost::json::object& key);

    TemporaryFolder folder_;
    std::unique_ptr<Process> process_;
    std::unique_ptr<Wire> wire_;
    int last_id_ = 0;
};

}  // namespace testing_support
