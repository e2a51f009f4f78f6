package org.systole.app.command;

import org.systole.explore.ExploreProblem;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.report.TableEngine;

/** Finds the optional module for Parquet and SQL. */
final class TableEngines {
    private TableEngines() {}

    /** Returns the engine, or says that its module is missing. */
    static TableEngine find() {
        return TableEngine.find()
                .orElseThrow(() -> new SystoleException(Problem.of(
                        ExploreProblem.NO_TABLES,
                        Place.NONE,
                        "the optional module 'query' is not there",
                        "start Systole by ./systole, which builds it when Parquet or SQL is asked for")));
    }
}
