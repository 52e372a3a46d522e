"""Actions that no test has stopped at each of their writes yet, by room: they came with the rooms of accounts.

Take one out with its row in `acts` of test_fail_points.py. A new action does not belong here.
"""

UNTRIED_ROOMS = {
    # Their calls stand in `acts` and were run once; each run of all would cost what three other rooms may.
    "competition": {
        "add_competitor", "add_contender", "add_fear", "archive_competitor", "archive_criterion", "edit_competitor",
        "edit_criterion", "edit_fear", "join_spelling", "keep_do_nothing", "part_spelling", "put_contender_back",
        "remove_fear", "restore_competitor", "restore_criterion", "restore_fear", "take_contender_out",
        "withdraw_fit_evidence",
    },
    "outcomes": {
        "add_lesson", "archive_lesson", "archive_reason", "give_hand_over", "rename_reason", "restore_lesson",
        "restore_reason", "withdraw_debrief",
    },
    "coach": {
        "note_firings", "plan_try", "touch_lead",
    },
    "collaboration": {
        "add_comment", "choose_mail", "edit_comment", "read_notices", "remove_file", "restore_comment",
        "set_following", "take_comment_back",
    },
    "evidence": {
        "add_evidence", "withdraw_evidence",
    },
    "research": {
        "edit_note", "follow_feed", "leave_feed", "note_research", "restore_note", "withdraw_note",
    },
    "network": {
        "archive_acquaintance", "edit_acquaintance", "keep_promise", "meet", "note_dealing", "release_promise",
        "remove_dealing", "restore_acquaintance",
    },
    "objectives": {
        "add_action", "add_objective", "archive_kind", "change_kind", "complete_action", "create_kind",
        "drop_action", "edit_action", "edit_objective", "move_action", "reopen_action", "restore_kind",
    },
    "relationships": {
        "add_member", "arrange", "begin_map", "bring_over", "draw_line", "edit_texts", "judge", "judge_attitude",
        "name_member", "put_back", "redraw_line", "remove_line", "set_relation", "take_back", "take_off",
    },
    "retention": {
        "add_threat", "answer_defection", "close_threat", "edit_threat", "keep_week", "note_step", "reopen_threat",
        "save_backup_plan", "save_required_roles",
    },
    "discovery": {
        "add_insight", "add_link", "add_section", "archive_card", "archive_section", "copy_card", "edit_insight",
        "edit_section", "move_card", "remove_link", "restore_card", "restore_section", "set_state",
        "set_third_state", "show_card_on", "undo_move",
    },
    "whitespace": {
        "add_potential", "add_solution", "block_cell", "clear_placements", "dismiss_potential", "edit_potential",
        "edit_solution", "keep_learning", "lift_block", "offer_solution", "place_opportunity", "qualify_as_new",
        "qualify_by_mapping", "reopen_potential", "retire_solution", "set_aim", "set_market", "set_same_as",
    },
    "targeting": {
        "add_fact", "add_sign", "add_target", "adopt_profile", "adopt_scoring", "close_sign", "drop_target",
        "keep_figures", "keep_proposals", "move_target", "rate", "refuse_proposal", "score_again", "see_sign",
        "take_proposal", "withdraw_fact",
    },
    "rulebook": {
        "look_at_all",  # whole by groups of opportunities: a night over all of them is no one transaction
    },
    "planning": {
        "add_row", "add_swot", "answer_question", "archive_plan", "create_plan", "edit_plan", "edit_row",
        "give_plan", "hold_review", "keep_night", "keep_snapshot", "remove_member", "remove_row", "restore_plan",
        "save_template", "set_columns", "set_member", "set_periods", "strike_swot", "take_newest_template",
    },
}  # fmt: skip
