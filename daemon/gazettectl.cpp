#include "session.h"

#include <CLI/CLI.hpp>

#include <sys/stat.h>

#include <iostream>

namespace {

constexpr int exit_refused = 1;
constexpr int exit_usage = 2;

}  // namespace

int main(int argc, char** argv)
{
    ::umask(0077);  // the store, its key and copies of them are nobody else's
    gazetted::Session session;
    CLI::App app("gazettectl: the operator's command. Works on the store, with or without a running gazetted.");
    app.add_option("--config", session.config_file, "The daemon's configuration; all commands but classify need it");
    app.add_flag("--json", session.is_json, "One JSON document on standard output");
    app.set_version_flag("--version", GAZETTED_VERSION);
    app.require_subcommand(1);
    app.fallthrough();
    gazetted::add_member_commands(app, session);
    gazetted::add_contact_commands(app, session);
    gazetted::add_issue_commands(app, session);
    gazetted::add_approval_commands(app, session);
    gazetted::add_feedback_commands(app, session);
    gazetted::add_form_commands(app, session);
    gazetted::add_bounce_commands(app, session);
    gazetted::add_message_commands(app, session);
    gazetted::add_classify_command(app, session);
    gazetted::add_relay_commands(app, session);
    gazetted::add_mailbox_commands(app, session);
    gazetted::add_store_commands(app, session);
    try {
        app.parse(argc, argv);
        if (session.config_file.empty() && !app.got_subcommand("classify")) throw CLI::RequiredError("--config");
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exit_usage;
    }
    try {
        session.action();
        return std::cout.flush() ? 0 : exit_refused;
    } catch (const std::exception& error) {
        session.refuse(error.what());
        return exit_refused;
    }
}
