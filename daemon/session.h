#pragma once
/// One run of gazettectl: what its commands need, and how they answer.

#include "context.h"

#include <CLI/App.hpp>

#include <boost/json/value.hpp>

#include <functional>
#include <memory>
#include <string>

namespace gazetted {

/// "Refused" or "not found": the text goes to standard error, the exit code is 1.
struct Refusal : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Session {
  public:
    std::string config_file;
    bool is_json = false;
    std::function<void()> action;  ///< of the command that was given; set while the command line is read

    /// Opened when first asked for.
    [[nodiscard]] const desk::Rules& rules();
    [[nodiscard]] const config::Config& config() { return *rules().config; }
    /// The configuration alone: neither secret nor data folder is needed.
    [[nodiscard]] const config::Config& checked_config();
    [[nodiscard]] store::io::SqliteStore& store();
    /// In a process of its own, started when first asked for.
    [[nodiscard]] document::Reader& reader();
    /// The list of that name; throws Refusal.
    [[nodiscard]] const config::List& list(const std::string& name);

    void change(const store::Work& work);
    void read(const store::Work& work);

    /// The document with --json, else the text.
    void answer(const boost::json::value& document, const std::string& text);
    /// A change that was made: {"done":true,…} or the text.
    void done(const std::string& text);
    /// What could not be done: the text on standard error, and with --json {"done":false,…} unless there was an answer.
    void refuse(const std::string& text);

  private:
    bool has_answered_ = false;
    std::shared_ptr<const config::Config> checked_config_;
    std::unique_ptr<desk::Rules> rules_;
    std::unique_ptr<document::Reader> reader_;
    std::unique_ptr<store::io::SqliteStore> store_;
};

/// As the store has it: "Dora@BÜCHER.example" is Dora@xn--bcher-kva.example. Throws Refusal.
[[nodiscard]] std::string canonical_address(const std::string& given);

/// The original, or the variant in that language. Throws Refusal.
[[nodiscard]] store::Issue find_issue(store::Store& store, const std::string& list, std::int64_t number,
                                      const std::string& language = {});

void add_approval_commands(CLI::App& app, Session& session);
void add_bounce_commands(CLI::App& app, Session& session);
void add_contact_commands(CLI::App& app, Session& session);
void add_form_commands(CLI::App& app, Session& session);
void add_feedback_commands(CLI::App& app, Session& session);
void add_member_commands(CLI::App& app, Session& session);
void add_issue_commands(CLI::App& app, Session& session);
void add_issue_export_command(CLI::App& issue, Session& session);
void add_message_commands(CLI::App& app, Session& session);
void add_classify_command(CLI::App& app, Session& session);
void add_relay_commands(CLI::App& app, Session& session);
void add_mailbox_commands(CLI::App& app, Session& session);
void add_store_commands(CLI::App& app, Session& session);

}  // namespace gazetted
